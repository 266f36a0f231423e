import { describe, expect, test } from 'vitest'
import { refusalOf, retryAfterMs } from './refusal.ts'

const error = { code: 'ticket-unknown', message: 'This link has expired.' }

describe('an error response', () => {
  test('of status 404 means that the export is gone', async () => {
    const refusal = await refusalOf(Response.json({ error }, { status: 404 }))
    expect(refusal).toMatchObject({
      code: 'gone',
      message: 'This link has expired. The export has expired or was cancelled. Start it again.',
    })
  })

  test('of another status is refused, in the server’s words', async () => {
    const refusal = await refusalOf(Response.json({ error }, { status: 403 }))
    expect(refusal).toMatchObject({
      code: 'refused',
      message: 'This link has expired. The server responded with status 403.',
    })
  })

  test.each(['<h1>Bad gateway</h1>', '{"error":"nothing"}', ''])(
    'without JSON of the server has no words of it: %s',
    async (body) => {
      const refusal = await refusalOf(new Response(body, { status: 502 }))
      expect(refusal.message).toBe('The server responded with status 502.')
    },
  )
})

test.each([
  ['5', 5000],
  ['3600', 60_000],
  ['-1', 0],
  ['soon', null],
  [undefined, null],
])('Retry-After %s is a wait of %s ms', (value, expected) => {
  const headers = new Headers(value === undefined ? {} : { 'retry-after': value })
  expect(retryAfterMs(new Response(null, { headers }))).toBe(expected)
})
