import type { SignInOptions } from '@coatcheck/shared'
import type { OpenIdConfig, OpenIdPageConfig } from '../config/openIdConfig.ts'
import { createProviderDescription, type ProviderDescription } from './providerDescription.ts'

/** How the page lets people sign in. */
export interface SignInMethods {
  /** @throws AppError `provider-unavailable` */
  options(): Promise<SignInOptions>
  /** Origins of others that the page calls for it, as far as they are known. */
  origins(): readonly string[]
}

/** With accounts of this service, or, when there are none, not at all. */
export function passwordMethods(hasAccounts: boolean): SignInMethods {
  return {
    options: async () => ({ password: hasAccounts, provider: null }),
    origins: () => [],
  }
}

/** At an OpenID provider, if the page is registered there. */
export function providerMethods(
  { issuer, audience, page }: OpenIdConfig,
  description: ProviderDescription = createProviderDescription({ issuer }),
): SignInMethods {
  if (!page) return passwordMethods(false)
  return {
    async options() {
      const metadata = await description.read()
      return { password: false, provider: { ...pageOptions(page, audience), metadata } }
    },
    origins() {
      const { token_endpoint: token, revocation_endpoint: revocation } = description.known ?? {}
      const called = [token, revocation].filter((address) => address !== undefined)
      return [...new Set(called.map((address) => new URL(address).origin))]
    },
  }
}

function pageOptions(page: OpenIdPageConfig, audience: string) {
  const { clientId, scopes, prompt, audienceParameter: parameter } = page
  return { clientId, scopes, prompt, audience: parameter && { parameter, value: audience } }
}
