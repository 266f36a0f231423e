import { TRPCClientError } from '@trpc/client'
import { describe, expect, test } from 'vitest'
import { en } from '../texts/en.ts'
import { describeFailure, errorCodeOf } from './failure.ts'

function refusal(data: unknown) {
  return new TRPCClientError('no', { result: { error: { data } } })
}

describe('a failure', () => {
  test('without an answer of ours is one of the connection', () => {
    for (const error of [new TypeError('fetch failed'), refusal({ code: 'BAD_GATEWAY' })]) {
      expect(describeFailure(error, en)).toEqual({
        code: 'no-answer',
        message: en.errors['no-answer'],
        issues: [],
      })
      expect(errorCodeOf(error)).toBeUndefined()
    }
  })

  test('is told in the page’s own words, with when to try again', () => {
    const error = refusal({ appCode: 'queue-full', retryAfterS: 2.2 })
    expect(describeFailure(error, en).message).toBe(
      `${en.errors['queue-full']} Try again in 3 seconds.`,
    )
    expect(errorCodeOf(error)).toBe('queue-full')
  })

  test('of a request names what is wrong with which part', () => {
    const issues = [{ path: ['filters', 'from'], message: 'Use a day.' }]
    expect(describeFailure(refusal({ appCode: 'invalid-request', issues }), en).issues).toEqual([
      { field: 'from', message: 'Use a day.' },
    ])
  })

  test.each(Object.keys(en.errors))('with the code %s has a sentence of its own', (code) => {
    expect(en.errors[code as keyof typeof en.errors]).toMatch(/^[A-Z].*\.$/)
  })
})
