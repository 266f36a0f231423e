import type { ParseArgsConfig } from 'node:util'
import type { Environment } from './environment.ts'
import { CommandError } from './exitCode.ts'

/** Options of all commands that ask a server. */
export const connectionFlags = {
  url: { type: 'string' },
  trpc: { type: 'string' },
  router: { type: 'string' },
} satisfies ParseArgsConfig['options']

/** Where a Coatcheck API is. */
export interface ApiAddress {
  /** Of the server, with a `/` at its end. */
  readonly url: URL
  /** Of its tRPC API, with a `/` at its end. */
  readonly trpcUrl: URL
  /** What stands before the name of a procedure, such as `reports.`; empty when nothing does. */
  readonly prefix: string
}

/**
 * Reads where the API is, from the arguments or else from the environment.
 *
 * @throws CommandError when a part of it is invalid
 */
export function apiAddress(args: readonly string[], environment: Environment): ApiAddress {
  const url = serverUrl(flagIn(args, 'url') ?? environment.url ?? 'http://localhost:3000')
  const trpcUrl = trpcUrlOf(flagIn(args, 'trpc') ?? environment.trpc ?? 'trpc', url)
  return { url, trpcUrl, prefix: prefixOf(flagIn(args, 'router') ?? environment.router ?? '') }
}

/** The options of `args` that say where the API is, to append to another command. */
export function repeatedFlags(args: readonly string[]): string {
  return Object.keys(connectionFlags)
    .map((name): string => {
      const value = flagIn(args, name)
      return value === undefined ? '' : ` --${name} ${quoted(value)}`
    })
    .join('')
}

/** The value of an option. The others depend on the report, which only the server knows. */
export function flagIn(args: readonly string[], name: string): string | undefined {
  const at = args.findIndex((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`))
  const arg = args[at]
  return arg?.includes('=') ? arg.slice(name.length + 3) : arg && args[at + 1]
}

function serverUrl(text: string): URL {
  if (!URL.canParse(text) || !/^https?:/.test(text)) {
    throw new CommandError(`${text} is not an address such as https://reports.example.com.`)
  }
  return new URL(withSlash(text))
}

function trpcUrlOf(path: string, url: URL): URL {
  const found = URL.canParse(path, url) ? new URL(withSlash(path), url) : null
  // The token goes there.
  if (found?.origin === url.origin && found.search === '' && found.hash === '') return found
  throw new CommandError(`--trpc must be a path on the server, such as /api/trpc, not ${path}.`)
}

function prefixOf(router: string): string {
  if (router === '') return ''
  if (/^[\w-]+(?:\.[\w-]+)*$/.test(router)) return `${router}.`
  throw new CommandError(`--router must be a name such as reports or app.reports, not ${router}.`)
}

function withSlash(text: string): string {
  return text.endsWith('/') ? text : `${text}/`
}

function quoted(value: string): string {
  return /^[\w./:@-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`
}
