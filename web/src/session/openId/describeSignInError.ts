import { describeFailure } from '../../api/failure.ts'
import type { Texts } from '../../texts/en.ts'
import { OpenIdFailure } from './openIdFailure.ts'

/** What the page says when nobody was signed in at the provider. */
export function describeSignInError(error: unknown, host: string, texts: Texts): string {
  if (!(error instanceof OpenIdFailure)) return describeFailure(error, texts).message
  const sentence = texts.signIn.failures[error.reason](host)
  return error.providerCode === null
    ? sentence
    : `${sentence} ${texts.signIn.providerCode(error.providerCode)}`
}
