import { describeFailure } from '../../components/describeFailure.ts'
import type { Texts } from '../../texts/en.ts'
import { OpenIdFailure } from './openIdFailure.ts'

/** The page's text for a failed sign-in at the provider. */
export function describeSignInError(error: unknown, host: string, texts: Texts): string {
  if (!(error instanceof OpenIdFailure)) return describeFailure(error, texts).message
  const sentence = texts.signIn.failures[error.reason](host)
  return error.providerCode === null
    ? sentence
    : `${sentence} ${texts.signIn.providerCode(error.providerCode)}`
}
