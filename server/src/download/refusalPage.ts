import type { ErrorCode } from '@coatcheck/shared'

/** Why a browser does not get the file. */
export interface Refusal {
  /** HTTP status of the response. */
  readonly status: number
  /** A few words, in English. */
  readonly title: string
  readonly code: ErrorCode
  /** A sentence for a person, in English. */
  readonly message: string
  /** When it is worth trying again, in seconds; null when that is unknown. */
  readonly retryAfterS: number | null
}

/**
 * Returns the HTML of the page that a person sees in place of the file. It may have inline styles,
 * and images and style sheets of the same origin; scripts do not run.
 */
export type RefusalPage = (refusal: Refusal, request: { readonly headers: Headers }) => string
