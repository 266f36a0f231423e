import type { AudienceParameter } from '@coatcheck/shared'
import { z } from 'zod'
import { integer, isGuardedAddress, keysUrl } from './configValue.ts'

/** The OpenID provider whose tokens are taken. */
export interface OpenIdConfig {
  readonly jwksUrl: string
  readonly issuer: string
  readonly audience: string
  /** Name of the claim that says which airports' rows a viewer may see. */
  readonly scopeClaim: string
  readonly clockSkewS: number
  /** How the page signs people in there; undefined when it is not registered. */
  readonly page: OpenIdPageConfig | undefined
}

export interface OpenIdPageConfig {
  readonly clientId: string
  /** Separated by spaces. */
  readonly scopes: string
  readonly prompt: string | null
  readonly audienceParameter: AudienceParameter | null
}

/** RFC 6749, section 3.3; without `openid` no ID token comes, which a sign-in is checked by. */
const scopes = z
  .string()
  .transform((text) => text.trim().split(/\s+/))
  .refine(
    (words) => words.includes('openid') && words.every((word) => /^[!#-[\]-~]+$/.test(word)),
    { error: 'use scopes separated by spaces, openid among them, such as openid offline_access' },
  )
  .transform((words) => words.join(' '))

const prompts = ['login', 'consent', 'select_account'] as const
const audienceParameters = ['audience', 'resource'] as const

/** The variables about the identity provider. */
export const openIdVariables = {
  AUTH_JWKS_URL: keysUrl.optional(),
  AUTH_ISSUER: z.string().optional(),
  AUTH_AUDIENCE: z.string().optional(),
  AUTH_SCOPE_CLAIM: z.string().default('airports'),
  AUTH_CLOCK_SKEW_S: integer(0, 300).default(30),
  AUTH_CLIENT_ID: z
    .string()
    // RFC 6749, appendix A.1: visible characters and spaces.
    .regex(/^[ -~]+$/, 'use the client id that your provider shows for this page')
    .optional(),
  AUTH_SCOPES: scopes.optional(),
  AUTH_PROMPT: z.enum(prompts, { error: `use one of ${prompts.join(', ')}` }).optional(),
  AUTH_AUDIENCE_PARAMETER: z
    .enum(audienceParameters, { error: `use ${audienceParameters.join(' or ')}` })
    .optional(),
}

type OpenIdEnvironment = z.output<z.ZodObject<typeof openIdVariables>>

/** What is contradictory about these variables. */
export function openIdProblems(environment: OpenIdEnvironment): string[] {
  const names = ['AUTH_JWKS_URL', 'AUTH_ISSUER', 'AUTH_AUDIENCE'] as const
  const set = names.filter((name) => environment[name] !== undefined)
  const missing = names.filter((name) => environment[name] === undefined)
  if (set.length === 0) return pageProblemsWithoutProvider(environment)
  if (missing.length > 0) {
    return [`${missing.join(', ')}: must be set as well, since ${set.join(', ')} is.`]
  }
  return pageProblems(environment)
}

function pageProblemsWithoutProvider(environment: OpenIdEnvironment): string[] {
  if (environment.AUTH_CLIENT_ID === undefined) return pageProblems(environment)
  return [
    'AUTH_CLIENT_ID: set AUTH_JWKS_URL, AUTH_ISSUER and AUTH_AUDIENCE as well: they name the ' +
      'provider that knows this client.',
  ]
}

function pageProblems(environment: OpenIdEnvironment): string[] {
  const { AUTH_AUDIENCE, AUTH_AUDIENCE_PARAMETER, AUTH_CLIENT_ID, AUTH_ISSUER } = environment
  if (AUTH_CLIENT_ID === undefined) {
    return (['AUTH_SCOPES', 'AUTH_PROMPT', 'AUTH_AUDIENCE_PARAMETER'] as const)
      .filter((name) => environment[name] !== undefined)
      .map((name) => `${name}: needs AUTH_CLIENT_ID.`)
  }
  const problems: string[] = []
  if (!AUTH_ISSUER || !isGuardedAddress(AUTH_ISSUER)) {
    problems.push(
      'AUTH_ISSUER: use the https:// address of your provider, since AUTH_CLIENT_ID lets the ' +
        'page sign people in there.',
    )
  }
  if (AUTH_AUDIENCE_PARAMETER === 'resource' && !URL.canParse(AUTH_AUDIENCE ?? '')) {
    problems.push(
      'AUTH_AUDIENCE: use an address such as https://reports.example.com, since ' +
        'AUTH_AUDIENCE_PARAMETER is resource.',
    )
  }
  return problems
}

/** Undefined when the environment names no provider. */
export function openIdOf(environment: OpenIdEnvironment): OpenIdConfig | undefined {
  const { AUTH_JWKS_URL, AUTH_ISSUER, AUTH_AUDIENCE } = environment
  if (!AUTH_JWKS_URL || !AUTH_ISSUER || !AUTH_AUDIENCE) return undefined
  return Object.freeze({
    jwksUrl: AUTH_JWKS_URL,
    issuer: AUTH_ISSUER,
    audience: AUTH_AUDIENCE,
    scopeClaim: environment.AUTH_SCOPE_CLAIM,
    clockSkewS: environment.AUTH_CLOCK_SKEW_S,
    page: pageOf(environment),
  })
}

function pageOf(environment: OpenIdEnvironment): OpenIdPageConfig | undefined {
  if (environment.AUTH_CLIENT_ID === undefined) return undefined
  return Object.freeze({
    clientId: environment.AUTH_CLIENT_ID,
    scopes: environment.AUTH_SCOPES ?? 'openid',
    prompt: environment.AUTH_PROMPT ?? null,
    audienceParameter: environment.AUTH_AUDIENCE_PARAMETER ?? null,
  })
}
