import { expect, test } from 'vitest'
import { bearerToken, tokenLengthMax } from './bearerToken.ts'

test.each(['Bearer abc.DEF-1_2~3+4/5==', 'bearer abc', 'BEARER   abc  '])(
  '%j carries a token',
  (header) => {
    expect(bearerToken(header)).toBe(header.trim().split(/ +/)[1])
  },
)

test.each([
  null,
  '',
  'Bearer',
  'Bearer ',
  'Basic YW5hbHlzdDpjb2F0Y2hlY2s=',
  'Bearer two tokens',
  'Bearer a=b',
  'Bearer a\tb',
  'Bearer a, Bearer b',
  'NotBearer abc',
  `Bearer ${'a'.repeat(tokenLengthMax)}`,
])('%j carries none', (header) => {
  expect(() => bearerToken(header)).toThrow(
    expect.objectContaining({ code: 'unauthenticated', message: 'Please sign in.' }),
  )
})
