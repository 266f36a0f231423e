import { AppError } from '../../appError.ts'

/** HTTP status of a reply that was an error; undefined when there was no reply. */
export function s3Status(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode
}

/** @param name of the store, which the log gets; viewers are told what is down, not where it is */
export function s3Unavailable(name: string, cause: unknown): AppError {
  return new AppError(
    'store-unavailable',
    'The store for prepared files cannot be reached. Try again soon.',
    { cause: new Error(`${name}: ${reasonOf(cause)}`, { cause }), retryAfterS: 5 },
  )
}

function reasonOf(cause: unknown): string {
  const { name, message } = cause as Error
  const status = s3Status(cause)
  return [name, status, message].filter(Boolean).join(' ')
}
