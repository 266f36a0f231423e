import { z } from 'zod'
import { publicPassword } from '../auth/demoAccounts.ts'
import { passwordLengthMax } from '../auth/passwordHash.ts'
import { SecretText, switchValue } from './configValue.ts'
import { isLoopbackHost } from './loopback.ts'

/** Who may sign in with the demo accounts, and with what. */
export interface DemoConfig {
  readonly demoAccounts: boolean
  /** Of each demo account; undefined when the public one will do. */
  readonly demoPassword: SecretText | undefined
  /** Variables by which others can reach the service, so that the public password will not do. */
  readonly publicBy: readonly string[]
}

/** Three accounts share it, and the sign-in limits leave an address some 960 guesses a day each. */
const passwordLengthMin = 12

const ownPassword = z.string().transform((text, context) => {
  const message = passwordProblem(text)
  if (message !== undefined) context.addIssue({ code: 'custom', message })
  return new SecretText(text)
})

function passwordProblem(text: string): string | undefined {
  if (text.trim().toLowerCase() === publicPassword) {
    return 'use a password of your own: this one is in the documentation'
  }
  if (text.length >= passwordLengthMin && text.length <= passwordLengthMax) return undefined
  return `use ${passwordLengthMin} to ${passwordLengthMax} characters, such as those of openssl rand -hex 12`
}

/** The variables about the demo accounts. */
export const demoVariables = {
  DEMO_ACCOUNTS: switchValue.optional(),
  DEMO_PASSWORD: ownPassword.optional(),
}

type DemoEnvironment = z.output<z.ZodObject<typeof demoVariables>> & {
  readonly NODE_ENV?: string | undefined
  readonly HOST: string
  readonly PUBLIC_URL?: string | undefined
  readonly ALLOWED_HOSTS: readonly string[]
  readonly TRUST_PROXY: false | number | readonly string[]
  readonly WEB_ORIGINS: readonly string[]
  readonly DATABASE_URL?: SecretText | undefined
  readonly REDIS_URL?: SecretText | undefined
  readonly AUTH_JWKS_URL?: string | undefined
}

/** What is contradictory about these variables. */
export function demoProblems(environment: DemoEnvironment): string[] {
  const { AUTH_JWKS_URL, DEMO_ACCOUNTS, DEMO_PASSWORD } = environment
  if (AUTH_JWKS_URL !== undefined) return problemsWithProvider(environment)
  const reasons = publicBy(environment).join(', ')
  if (DEMO_PASSWORD !== undefined && DEMO_ACCOUNTS === false) {
    return ['DEMO_PASSWORD: leave it out, since DEMO_ACCOUNTS is false.']
  }
  if (DEMO_PASSWORD !== undefined && DEMO_ACCOUNTS === undefined && reasons !== '') {
    return [
      `DEMO_PASSWORD: set DEMO_ACCOUNTS=true as well, or leave it out: with ${reasons} the demo ` +
        'accounts are off.',
    ]
  }
  if (DEMO_PASSWORD === undefined && DEMO_ACCOUNTS === true && reasons !== '') {
    return [
      `DEMO_PASSWORD: set it to a password of your own, or leave out DEMO_ACCOUNTS: with ${reasons} ` +
        'others may reach the demo accounts, whose usual password is public.',
    ]
  }
  return []
}

function problemsWithProvider({ DEMO_ACCOUNTS, DEMO_PASSWORD }: DemoEnvironment): string[] {
  const reason = 'since AUTH_JWKS_URL names an identity provider.'
  const problems: string[] = []
  if (DEMO_ACCOUNTS === true) problems.push(`DEMO_ACCOUNTS: use false, ${reason}`)
  if (DEMO_PASSWORD !== undefined) problems.push(`DEMO_PASSWORD: leave it out, ${reason}`)
  return problems
}

export function demoOf(environment: DemoEnvironment): DemoConfig {
  const reasons = publicBy(environment)
  const { AUTH_JWKS_URL, DEMO_ACCOUNTS = reasons.length === 0, DEMO_PASSWORD } = environment
  return {
    demoAccounts: AUTH_JWKS_URL === undefined && DEMO_ACCOUNTS,
    demoPassword: DEMO_PASSWORD,
    publicBy: Object.freeze(reasons),
  }
}

/** No proxy (`TRUST_PROXY=false` or 0) and no other site (`WEB_ORIGINS=,`) is no sign of others. */
function publicBy(environment: DemoEnvironment): string[] {
  const { ALLOWED_HOSTS, NODE_ENV, HOST, TRUST_PROXY, WEB_ORIGINS } = environment
  const signs: Record<string, boolean> = {
    HOST: !isLoopbackHost(HOST),
    PUBLIC_URL: environment.PUBLIC_URL !== undefined,
    ALLOWED_HOSTS: ALLOWED_HOSTS.length > 0,
    TRUST_PROXY: TRUST_PROXY !== false && TRUST_PROXY !== 0,
    WEB_ORIGINS: WEB_ORIGINS.length > 0,
    DATABASE_URL: environment.DATABASE_URL !== undefined,
    REDIS_URL: environment.REDIS_URL !== undefined,
    'NODE_ENV=production': NODE_ENV === 'production',
  }
  return Object.keys(signs).filter((name) => signs[name])
}
