import { describe, expect, test, vi } from 'vitest'
import { analyst, describeSignInLimits, fail, tooMany } from './signInLimits.contract.ts'
import {
  addressKey,
  createSignInLimits,
  memoryAttemptCounters,
  signInLimit,
} from './signInLimits.ts'

const { perAccountMax, windowS } = signInLimit

describeSignInLimits('memory', async () => {
  const counters = memoryAttemptCounters()
  return [counters, counters]
})

test('a refusal ends when it said that it would', async () => {
  vi.useFakeTimers()
  const limits = createSignInLimits(memoryAttemptCounters())
  await fail(limits, analyst, perAccountMax)
  vi.advanceTimersByTime((windowS - 30) * 1000)
  await expect(limits.check(analyst)).rejects.toMatchObject({
    ...tooMany,
    retryAfterS: 30,
    message: 'Too many sign-in attempts. Try again in a minute.',
  })
  vi.advanceTimersByTime(30_001)
  await expect(limits.check(analyst)).resolves.toBeUndefined()
  vi.useRealTimers()
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
