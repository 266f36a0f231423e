import type { AppError } from '../../appError.ts'
import { filesUnavailable } from '../filesUnavailable.ts'

/** @param name of the store, for the log */
export function s3Unavailable(name: string, cause: unknown): AppError {
  return filesUnavailable(name, cause, reasonOf(cause))
}

function reasonOf(cause: unknown): string {
  const { name, message } = cause as Error
  return [name, s3Status(cause), message].filter(Boolean).join(' ')
}

/** HTTP status of a reply that was an error; undefined when there was no reply. */
function s3Status(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode
}
