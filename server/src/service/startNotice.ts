import type { AirportScope } from '@coatcheck/shared/demo'
import { isSameSite } from '../download/browserCookie.ts'
import { hostNameOf } from '../http/httpRequest.ts'
import { demoAccounts, publicPassword } from './auth/demoAccounts.ts'
import type { Config } from './config/config.ts'
import { isLoopbackHost } from './config/loopback.ts'
import type { OpenIdConfig } from './config/openIdConfig.ts'
import { servedNames } from './routes/hostCheck.ts'

/** The address under which people reach the service. */
export function shownAddress(
  { host, publicUrl }: Pick<Config, 'host' | 'publicUrl'>,
  port: number,
): string {
  if (publicUrl !== undefined) return publicUrl
  if (host === '0.0.0.0' || host === '::') return `http://localhost:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** Which addresses are served, when no name leads here: the list of these is easily forgotten. */
export function hostNotice(config: Config): string[] {
  if (isLoopbackHost(config.host) || servedNames(config).length > 0) return []
  return [
    'Others reach it by its IP address only: set PUBLIC_URL or ALLOWED_HOSTS to serve it under a ' +
      'host name.',
  ]
}

/** Who can sign in and what they see, or what to set so that someone can: a sentence a line. */
export function signInNotice(config: Config): string[] {
  const { dataPaths, demoAccounts: hasAccounts, openId } = config
  const showsFiles = dataPaths.length > 0
  if (openId) return providerNotice(openId, showsFiles)
  return hasAccounts ? accountsNotice(config, showsFiles) : noOneNotice(config)
}

function accountsNotice({ demoPassword }: Config, showsFiles: boolean): string[] {
  const who = demoPassword
    ? 'Anyone who knows DEMO_PASSWORD can sign in'
    : `Anyone on this computer can sign in, with the password ${publicPassword},`
  if (showsFiles) return [`${who} as ${names()}. Each of these sees all rows.`]
  return [
    `${who} as:`,
    ...demoAccounts.map(({ username, scope }) => `  ${username} (${rowsOf(scope)})`),
  ]
}

function names(): string {
  const usernames = demoAccounts.map(({ username }) => username)
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(usernames)
}

function rowsOf(scope: AirportScope): string {
  return scope.kind === 'all' ? 'all rows' : `the rows of ${scope.airports.join(', ')}`
}

function providerNotice({ issuer, page, scopeClaim }: OpenIdConfig, showsFiles: boolean): string[] {
  const who = `a token of ${issuer} that has an airport or * in its claim ${scopeClaim}`
  const rows = showsFiles ? 'all rows' : 'the rows of these airports, with * all rows'
  const lines = [`Anyone can sign in with ${who}, and sees ${rows}.`]
  if (page) return lines
  return [...lines, 'The page cannot sign anyone in: set AUTH_CLIENT_ID to its client there.']
}

function noOneNotice({ publicBy }: Config): string[] {
  const provider = 'AUTH_JWKS_URL, AUTH_ISSUER and AUTH_AUDIENCE for your identity provider'
  if (publicBy.length === 0) {
    return [`No one can sign in: set ${provider}, or leave out DEMO_ACCOUNTS=false to try it out.`]
  }
  return [
    `No one can sign in: set ${provider}, or DEMO_ACCOUNTS=true and DEMO_PASSWORD to try it out.`,
    `Others may reach this service because of ${publicBy.join(', ')}, so the demo accounts with ` +
      'their public password are off.',
  ]
}

/** Warns of pages whose tickets cannot be bound to a browser: it would not send the cookie back. */
export function bindingNotice(config: Config, port: number): string[] {
  const { ticketCookieSameSite, webOrigins } = config
  if (ticketCookieSameSite === 'none') return []
  const ownHost = hostNameOf(shownAddress(config, port))
  const others = webOrigins.filter((origin) => !isSameSite(hostNameOf(origin), ownHost))
  if (others.length === 0) return []
  return [
    `Tickets for pages of ${others.join(', ')} are not bound to a browser, because these are other ` +
      'sites: anyone who copies the address of a download gets the file. Set ' +
      'TICKET_COOKIE_SAMESITE=none, which needs https.',
  ]
}
