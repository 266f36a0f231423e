import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { addressKey, createSignInLimits, signInLimit, type SignInLimits } from './signInLimits.ts'

const { perAccountMax, perAddressMax, windowS } = signInLimit
const analyst = { username: 'analyst', address: '192.0.2.1' }
const tooMany = { code: 'too-many-attempts' }

let limits: SignInLimits

beforeEach(() => {
  vi.useFakeTimers()
  limits = createSignInLimits()
})

afterEach(() => {
  vi.useRealTimers()
})

async function fail(attempt: typeof analyst, times: number): Promise<void> {
  for (let count = 0; count < times; count += 1) await limits.countFailure(attempt)
}

test('the last attempt of an account is allowed, one more is not', async () => {
  await fail(analyst, perAccountMax - 1)
  await expect(limits.check(analyst)).resolves.toBeUndefined()
  await fail(analyst, 1)
  await expect(limits.check(analyst)).rejects.toMatchObject(tooMany)
})

test('a refusal says how long to wait, and that is true', async () => {
  await fail(analyst, perAccountMax)
  await expect(limits.check(analyst)).rejects.toMatchObject({
    ...tooMany,
    retryAfterS: windowS,
    message: 'Too many sign-in attempts. Try again in 15 minutes.',
  })
  vi.advanceTimersByTime((windowS - 30) * 1000)
  await expect(limits.check(analyst)).rejects.toMatchObject({
    retryAfterS: 30,
    message: 'Too many sign-in attempts. Try again in a minute.',
  })
  vi.advanceTimersByTime(30_001)
  await expect(limits.check(analyst)).resolves.toBeUndefined()
})

test('nobody can lock out somebody who signs in from elsewhere', async () => {
  await fail(analyst, perAccountMax)
  await expect(limits.check({ ...analyst, address: '192.0.2.2' })).resolves.toBeUndefined()
})

test('guesses at one account leave the others of that address alone, up to the address’s own limit', async () => {
  const colleague = { ...analyst, username: 'seattle' }
  await fail(analyst, perAddressMax - 1)
  await expect(limits.check(colleague)).resolves.toBeUndefined()
  await fail({ ...analyst, username: 'nobody' }, 1)
  await expect(limits.check(colleague)).rejects.toMatchObject(tooMany)
})

test('the right password forgives the slips of its account, not those of the address', async () => {
  await fail(analyst, perAccountMax)
  await limits.forgive(analyst)
  await expect(limits.check(analyst)).resolves.toBeUndefined()
  await fail(analyst, perAddressMax - perAccountMax)
  await limits.forgive(analyst)
  await expect(limits.check(analyst)).rejects.toMatchObject(tooMany)
})

describe('an address counts as', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:192.0.2.1', '192.0.2.1'],
    ['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['2001:db8:0:7::1', '2001:db8:0:7'],
    ['2001:0DB8:0000:0007:ffff:ffff:ffff:ffff', '2001:db8:0:7'],
    ['2001:db8::7', '2001:db8:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['::1', '0:0:0:0'],
  ])('%s → %s', (address, key) => {
    expect(addressKey(address)).toBe(key)
  })

  test('something short, whatever a proxy says', () => {
    expect(addressKey('x'.repeat(10_000)).length).toBeLessThanOrEqual(100)
  })
})

test('a client that has a whole IPv6 network cannot get around the limit', async () => {
  for (let count = 0; count < perAccountMax; count += 1) {
    await fail({ ...analyst, address: `2001:db8::${count.toString(16)}` }, 1)
  }
  await expect(limits.check({ ...analyst, address: '2001:db8::ffff' })).rejects.toMatchObject(
    tooMany,
  )
  await expect(limits.check({ ...analyst, address: '2001:db8:0:1::1' })).resolves.toBeUndefined()
})
