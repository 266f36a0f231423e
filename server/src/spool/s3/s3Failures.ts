import type { AppError } from '../../appError.ts'
import { filesUnavailable } from '../filesUnavailable.ts'

/** What the SDK knows of a reply that was an error. */
interface ReplyFacts {
  readonly $metadata?: {
    readonly httpStatusCode?: number
    /** The store's own name for the request, which its operator may ask for. */
    readonly requestId?: string
  }
}

/** @param name of the store, for the log */
export function s3Unavailable(name: string, cause: unknown): AppError {
  return filesUnavailable(name, reasonOf(cause as Error & ReplyFacts))
}

function reasonOf({ name, message, $metadata = {} }: Error & ReplyFacts): string {
  const { httpStatusCode, requestId } = $metadata
  const request = requestId && `(request ${requestId})`
  return [name, httpStatusCode, message, request].filter(Boolean).join(' ')
}
