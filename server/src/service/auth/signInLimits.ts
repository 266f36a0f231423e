import { isIP } from 'node:net'
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import { AppError } from '../../appError.ts'

/** Failed attempts within `windowS`, counted from the first one. */
export const signInLimit = { perAccountMax: 10, perAddressMax: 100, windowS: 15 * 60 } as const

export interface Attempt {
  readonly username: string
  readonly address: string
}

/** Counts by key, each for `windowS` from its first one. Every method is atomic. */
export interface AttemptCounter {
  /** How often the key was counted; null for not at all. */
  get(key: string): Promise<Count | null>
  /** Counts once more; answers with that one included. */
  penalty(key: string): Promise<Count>
  /** Takes one back. */
  reward(key: string): Promise<unknown>
  delete(key: string): Promise<unknown>
}

type Count = Pick<RateLimiterRes, 'consumedPoints' | 'msBeforeNext'>

/** Attempts at one account from one address, and all from one address. */
export interface AttemptCounters {
  readonly ofAccount: AttemptCounter
  readonly ofAddress: AttemptCounter
}

export type SignInLimits = ReturnType<typeof createSignInLimits>

const { perAccountMax, perAddressMax, windowS } = signInLimit

/** Counts of this process. */
export function memoryAttemptCounters(): AttemptCounters {
  const counter = (points: number) => new RateLimiterMemory({ points, duration: windowS })
  return { ofAccount: counter(perAccountMax), ofAddress: counter(perAddressMax) }
}

/**
 * Counts failed sign-ins per address, and per address and username. Never per username alone:
 * anyone who knows a name could lock its owner out.
 */
export function createSignInLimits({ ofAccount, ofAddress }: AttemptCounters) {
  return {
    /** @throws AppError `too-many-attempts` with the seconds to wait. */
    async check(attempt: Attempt): Promise<void> {
      const [account, address] = await Promise.all([
        ofAccount.get(accountKey(attempt)),
        ofAddress.get(addressKey(attempt.address)),
      ])
      // At the limit one more attempt would be one too many.
      refuseAbove(account, perAccountMax - 1)
      refuseAbove(address, perAddressMax - 1)
    },
    /**
     * Counts an attempt before its password is looked at: guesses that come all at once, at
     * whichever nodes, are then no more than those that come one by one.
     *
     * @throws AppError `too-many-attempts` with the seconds to wait.
     */
    async count(attempt: Attempt): Promise<void> {
      const [account, address] = await Promise.all([
        ofAccount.penalty(accountKey(attempt)),
        ofAddress.penalty(addressKey(attempt.address)),
      ])
      refuseAbove(account, perAccountMax)
      refuseAbove(address, perAddressMax)
    },
    /** The right password proves the owner, whose slips then no longer count. */
    async forgive(attempt: Attempt): Promise<void> {
      await Promise.all([
        ofAccount.delete(accountKey(attempt)),
        ofAddress.reward(addressKey(attempt.address)),
      ])
    },
  }
}

function refuseAbove(count: Count | null, countMax: number): void {
  if (count === null || count.consumedPoints <= countMax) return
  throw tooManyAttempts(Math.max(1, Math.ceil(count.msBeforeNext / 1000)))
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
