import { errorCodes } from '@coatcheck/shared'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import { TRPCError } from '@trpc/server'
import { expect, test } from 'vitest'
import { AppError, statusOf } from './appError.ts'

test('an error of ours passes through as it is', () => {
  const error = new AppError('queue-full', 'Busy.', { retryAfterS: 5 })
  expect(AppError.from(error)).toBe(error)
})

test.each([new Error('column "salary" does not exist'), 'a text', undefined, null])(
  'nothing of %s is told to people; it stays for the log',
  (thrown) => {
    const error = AppError.from(thrown)
    expect(error).toMatchObject({
      code: 'internal',
      message: 'Something went wrong on our side. Please try again.',
      retryAfterS: undefined,
    })
    expect(error.cause).toBe(thrown)
  },
)

/** tRPC has no name for these statuses, or another meaning for them. */
const different = new Set(['http-version', 'cancelled', 'client-gone', 'host-not-served'])

test.each(errorCodes.filter((code) => !different.has(code)))(
  '%s has the same status over tRPC as on the download route',
  (code) => {
    const { http, trpc } = statusOf[code]
    expect(getHTTPStatusCodeFromError(new TRPCError({ code: trpc }))).toBe(http)
  },
)
