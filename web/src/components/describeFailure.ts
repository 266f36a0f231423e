import type { ErrorCode } from '@coatcheck/shared'
import { errorDetailsOf } from '../api/errorDetails.ts'
import type { Texts } from '../texts/en.ts'

/** A failed call, in words of the page. */
export interface Failure {
  code: ErrorCode | 'no-answer'
  message: string
}

export function describeFailure(error: unknown, texts: Texts): Failure {
  const details = errorDetailsOf(error)
  if (!details) return { code: 'no-answer', message: texts.errors['no-answer'] }
  const { appCode, retryAfterS } = details
  // The app that refuses an export says why, in words for its viewers.
  const sentences = [appCode === 'export-refused' ? messageOf(error) : texts.errors[appCode]]
  if (retryAfterS) sentences.push(texts.retryAfter(Math.ceil(retryAfterS)))
  return { code: appCode, message: sentences.join(' ') }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : ''
}
