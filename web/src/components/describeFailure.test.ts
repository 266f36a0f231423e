import { TRPCClientError } from '@trpc/client'
import { describe, expect, test } from 'vitest'
import { errorCodeOf } from '../api/errorDetails.ts'
import { en } from '../texts/en.ts'
import { describeFailure } from './describeFailure.ts'

function refusal(data: unknown) {
  return new TRPCClientError('no', { result: { error: { data } } })
}

describe('a failed call', () => {
  test('without a response of the server is described as a lost connection', () => {
    for (const error of [new TypeError('fetch failed'), refusal({ code: 'BAD_GATEWAY' })]) {
      expect(describeFailure(error, en)).toEqual({
        code: 'no-answer',
        message: en.errors['no-answer'],
      })
      expect(errorCodeOf(error)).toBeUndefined()
    }
  })

  test('is described in the page’s own words, with when to try again', () => {
    const error = refusal({ appCode: 'queue-full', retryAfterS: 2.2 })
    expect(describeFailure(error, en).message).toBe(
      `${en.errors['queue-full']} Try again in 3 seconds.`,
    )
    expect(errorCodeOf(error)).toBe('queue-full')
  })

  test.each(Object.keys(en.errors))('with the code %s has a sentence of its own', (code) => {
    expect(en.errors[code as keyof typeof en.errors]).toMatch(/^[A-Z].*\.$/)
  })
})
