import { isIP } from 'node:net'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { AppError } from '../appError.ts'

/** Failed attempts within `windowS`, counted from the first one. */
export const signInLimit = { perAccountMax: 10, perAddressMax: 100, windowS: 15 * 60 } as const

export interface Attempt {
  readonly username: string
  readonly address: string
}

export type SignInLimits = ReturnType<typeof createSignInLimits>

/**
 * Counts failed sign-ins per address, and per address and username. Never per username alone:
 * whoever knows a name could lock its owner out.
 */
export function createSignInLimits() {
  const duration = signInLimit.windowS
  const perAccount = new RateLimiterMemory({ points: signInLimit.perAccountMax, duration })
  const perAddress = new RateLimiterMemory({ points: signInLimit.perAddressMax, duration })

  return {
    /** @throws AppError `too-many-attempts` with the seconds to wait. */
    async check(attempt: Attempt): Promise<void> {
      const counts = await Promise.all([
        perAccount.get(accountKey(attempt)),
        perAddress.get(addressKey(attempt.address)),
      ])
      // At the limit `remainingPoints` is 0: one more attempt would be one too many.
      const spent = counts.filter((count) => count !== null && count.remainingPoints <= 0)
      const waitMs = Math.max(0, ...spent.map((count) => count?.msBeforeNext ?? 0))
      if (spent.length > 0) throw tooManyAttempts(Math.max(1, Math.ceil(waitMs / 1000)))
    },
    async countFailure(attempt: Attempt): Promise<void> {
      await perAccount.penalty(accountKey(attempt))
      await perAddress.penalty(addressKey(attempt.address))
    },
    /** The right password proves the owner, whose slips then no longer count. */
    async forgive(attempt: Attempt): Promise<void> {
      await perAccount.delete(accountKey(attempt))
    },
  }
}

export function tooManyAttempts(retryAfterS: number): AppError {
  const minutes = Math.ceil(retryAfterS / 60)
  const wait = minutes <= 1 ? 'a minute' : `${minutes} minutes`
  return new AppError('too-many-attempts', `Too many sign-in attempts. Try again in ${wait}.`, {
    retryAfterS,
  })
}

function accountKey({ username, address }: Attempt): string {
  return `${addressKey(address)} ${username.slice(0, 100)}`
}

/**
 * One key for all the addresses that one client can choose from: the /64 network of an IPv6
 * address (RFC 6177), and the plain form of an IPv4 address that was mapped into IPv6.
 */
export function addressKey(address: string): string {
  if (isIP(address) !== 6) return address.slice(0, 100)
  const groups = ipv6Groups(address)
  const isMapped = groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff'
  return isMapped ? groups.slice(6).map(dottedPair).join('.') : groups.slice(0, 4).join(':')
}

/** The eight groups of an IPv6 address, in hexadecimal without leading zeros. */
function ipv6Groups(address: string): string[] {
  // A URL's host is written in one way only (RFC 5952), and knows no zones.
  const { hostname } = new URL(`http://[${address.split('%')[0] ?? ''}]`)
  const [head = [], tail = []] = hostname
    .slice(1, -1)
    .split('::')
    .map((half) => half.split(':').filter((group) => group !== ''))
  const zeros = Array<string>(8 - head.length - tail.length).fill('0')
  return [...head, ...zeros, ...tail]
}

function dottedPair(group: string): string {
  const value = Number.parseInt(group, 16)
  return `${value >> 8}.${value & 0xff}`
}
