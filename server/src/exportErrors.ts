import { AppError } from './appError.ts'

// The errors that several rooms throw: each has its sentence here, once.

/** What the viewer, or the one who waited for it, ended. */
export function cancelled(what: 'export' | 'query' | 'request', cause?: unknown): AppError {
  return new AppError('cancelled', `The ${what} was cancelled.`, { cause })
}

export function clientGone(): AppError {
  return new AppError('client-gone', 'The client disconnected before it had the whole file.')
}

export function draining(): AppError {
  return new AppError('draining', 'The service is restarting. Try again in a moment.', {
    retryAfterS: 5,
  })
}

export function spoolFull(cause?: unknown): AppError {
  return new AppError('spool-full', 'There is no space left for the file. Try again later.', {
    cause,
    retryAfterS: 60,
  })
}

export function tookTooLong(): AppError {
  return new AppError('deadline-exceeded', 'The export took too long. Add filters.')
}

/** @param max how many downloads a viewer may have at once */
export function tooManyDownloads(max: number): AppError {
  return new AppError(
    'too-many-exports',
    `You have ${max} downloads in progress. Wait until one of them has finished.`,
    { retryAfterS: 10 },
  )
}

/** @param max how many exports of a viewer may wait in line */
export function tooManyQueued(max: number): AppError {
  return new AppError(
    'too-many-exports',
    `You have ${max} exports in line. Wait until one of them begins, or cancel one.`,
    { retryAfterS: 10 },
  )
}

/** Redis cannot be reached, or does not confirm a change. */
export function storeUnavailable(cause: unknown): AppError {
  return new AppError('store-unavailable', 'The service cannot reach its store. Try again soon.', {
    cause,
    retryAfterS: 5,
  })
}

/** The audit log cannot be written: what cannot be recorded must not happen. */
export function auditUnavailable(cause: unknown): AppError {
  return new AppError('store-unavailable', 'The export cannot be recorded. Try again later.', {
    cause,
    retryAfterS: 30,
  })
}

/**
 * The same for unknown, expired and used tickets, for another browser's, and for viewers who are no
 * longer allowed to export.
 *
 * @param cause the reason to record, if it is another one
 */
export function ticketUnknown(cause?: AppError): AppError {
  return new AppError(
    'ticket-unknown',
    'This download link is unknown, expired or already used. Export again.',
    { cause },
  )
}

/** The same for an unknown export and for that of another viewer. */
export function noSuchExport(): AppError {
  return new AppError('not-found', 'You have no such export, or it ended a while ago.')
}
