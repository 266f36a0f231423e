import { AppError } from '../appError.ts'

export function ticketMalformed(cause?: unknown): AppError {
  return new AppError('ticket-malformed', 'This download link is incomplete. Export again.', {
    cause,
  })
}
