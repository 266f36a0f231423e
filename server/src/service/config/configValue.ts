import { isIP } from 'node:net'
import { dayMs } from '@coatcheck/shared'
import { z } from 'zod'
import { isLoopbackHost } from './loopback.ts'

/** The schemas of single environment variables. Each message says what would be right. */

export const daySeconds = dayMs / 1000

export const bytesMax = Number.MAX_SAFE_INTEGER

export function integer(min: number, max: number) {
  return z
    .string()
    .refine((text) => /^\d{1,16}$/.test(text) && Number(text) >= min && Number(text) <= max, {
      error: `use a whole number from ${min} to ${max}`,
    })
    .transform(Number)
}

/** Secrets shorter than the 256-bit digest that they key would be the weakest part. */
export const secret = z
  .string()
  .min(32, 'use at least 32 characters, best random ones, such as those of openssl rand -hex 32')
  .transform((text) => Buffer.from(text, 'utf8'))

/** Text that may hold a password: it shows nothing of itself when printed or serialised. */
export class SecretText {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  reveal(): string {
    return this.#text
  }
}

/** @param example what a right address looks like; its protocol is among `protocols` */
export function address(protocols: readonly string[], example: string) {
  return z
    .string()
    .refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
      error: `use an address such as ${example}`,
    })
    .transform((text) => new SecretText(text))
}

export const keysUrl = z.string().refine(isGuardedAddress, {
  error: 'use the https:// address of the key set, the jwks_uri of your provider',
})

/** Plain http only to this machine: anyone who can change a provider's answers can be anyone. */
export function isGuardedAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname))
}

export const switchValue = z
  .enum(['true', 'false'], { error: 'use true or false' })
  .transform((text) => text === 'true')

export const hostName = z
  .string()
  .regex(/^[\w.:-]+$/, 'use a host name or address to listen on, such as localhost or 0.0.0.0')

export const hostNames = z.string().transform((text, context) => {
  const list = splitList(text).map(canonicalHost)
  if (list.includes(undefined)) {
    context.addIssue({
      code: 'custom',
      message:
        'use host names separated by commas, such as reports.example.com,reports.lan, without ' +
        'https:// and without ports',
    })
  }
  return list.filter((one) => one !== undefined)
})

const originError = 'use an origin such as https://reports.example.com, without a path'

export const origin = z.string().transform((text, context) => {
  const canonical = canonicalOrigin(text)
  if (canonical === undefined) context.addIssue({ code: 'custom', message: originError })
  return canonical ?? ''
})

export const origins = z.string().transform((text, context) => {
  const list = splitList(text).map(canonicalOrigin)
  if (list.includes(undefined)) {
    context.addIssue({
      code: 'custom',
      message:
        'use origins separated by commas, such as https://app.example.com,http://localhost:5173',
    })
  }
  return list.filter((one) => one !== undefined)
})

/** `true` is no value here: trusting everyone lets any client choose its own address. */
export const trustProxy = z.string().transform((text, context) => {
  if (text === 'false') return false
  if (/^\d{1,2}$/.test(text)) return Number(text)
  const addresses = splitList(text)
  if (addresses.length === 0 || !addresses.every(isProxyAddress)) {
    context.addIssue({
      code: 'custom',
      message:
        'use the number of proxies in front of this service, or their addresses separated by ' +
        'commas, such as loopback or 10.0.0.0/8',
    })
  }
  return addresses
})

/** An origin has neither path nor query, user nor fragment; one closing slash is forgiven. */
function canonicalOrigin(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  // A browser names one host: a pattern would match none.
  const isOrigin = url.href === `${url.origin}/` && !url.hostname.includes('*')
  return isOrigin && /^https?:$/.test(url.protocol) ? url.origin : undefined
}

/** As a browser writes it in a Host header, where it may end in a dot. */
function canonicalHost(text: string): string | undefined {
  if (!/^[^\s/:@?#*\\[\]]+$/.test(text) || !URL.canParse(`http://${text}`)) return undefined
  return new URL(`http://${text}`).hostname.replace(/\.$/, '')
}

function isProxyAddress(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true
  const [address = '', bits, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  if (bits === undefined) return true
  return /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
