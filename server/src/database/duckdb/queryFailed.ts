import { AppError } from '../../appError.ts'

/** What a viewer is told of a driver's error. */
export function queryFailed(cause: unknown): AppError {
  const isOutOfMemory = cause instanceof Error && cause.message.startsWith('Out of Memory')
  return new AppError(
    'database-failed',
    isOutOfMemory
      ? 'This takes more memory than the database has. Ask for fewer columns, or without a sort.'
      : 'The database could not answer. Please try again.',
    { cause },
  )
}
