import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { scrubJson, scrubTokens } from './scrub.ts'

const ticket = `-_${'aB3'.repeat(13)}-_`
const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl'

test('a ticket has 43 characters', () => {
  expect(ticket).toHaveLength(43)
})

describe('nothing is left of', () => {
  test.each<[string, unknown]>([
    ['a ticket alone', ticket],
    ['a ticket in an address', `/export/download?ticket=${ticket}&x=1`],
    ['a ticket behind an escaped =', `/export/download?ticket%3D${ticket}`],
    ['a ticket on a line of its own', `a stack\n${ticket}\n  at x`],
    ['a ticket behind a quote', `"${ticket}"`],
    ['a ticket behind a backslash', `\\${ticket}`],
    ['a ticket behind a letter that is escaped', `\u0007${ticket}`],
    ['a ticket as a key', { [ticket]: 1 }],
    ['a ticket deep inside', { a: [{ b: ticket }] }],
    ['a token', `Bearer ${token}`],
    ['a token without its signature', token.slice(0, token.lastIndexOf('.'))],
    ['a token cut short', `${token.slice(0, 40)}…`],
    ['a token in JSON inside JSON', JSON.stringify({ token })],
    ['a short password', { password: 'coatcheck' }],
    ['a password with a quote in it', { password: 'coat"check\\' }],
    ['a cookie', { headers: { cookie: 'a=coatcheck', 'Set-Cookie': 'b=coatcheck' } }],
    ['an authorization', { Authorization: 'Basic coatcheck' }],
    ['a secret', { secret: 'coatcheck' }],
  ])('%s', (_what, value) => {
    const json = JSON.stringify({ value })
    const scrubbed = scrubJson(json)
    expect(() => JSON.parse(scrubbed) as unknown).not.toThrow()
    expect(scrubbed).toContain('[redacted]')
    for (const part of [ticket.slice(2, -2), 'eyJ', 'c2lnbmF0', 'coatcheck', 'coat']) {
      expect(scrubbed).not.toContain(part)
    }
  })
})

test('a ticket goes whole, with whatever is glued to it', () => {
  expect(scrubJson(`"ticket%3D${ticket}AB"`)).toBe('"ticket%[redacted]"')
})

test('what is no secret stays as it is', () => {
  const json = JSON.stringify({
    exportId: '0b1f7f4e-7a53-4f0e-9a3c-1d1f0a9a1f0e',
    path: '/export/download',
    message: 'ticket refused: too many rows\n\tat "x" \\ y',
    password: null,
    tickets: 12,
    longest: 'a'.repeat(42),
  })
  expect(scrubJson(json)).toBe(json)
})

test('whatever a ticket stands next to, JSON stays JSON and the ticket goes', () => {
  const neighbours = [
    '',
    '\n',
    '"',
    '\\',
    '\u0000',
    '\u2028',
    'n',
    'u00',
    '=',
    '.',
    '%',
    '🐦',
    '\\n',
  ]
  for (const before of neighbours) {
    for (const after of neighbours) {
      const secret = randomBytes(32).toString('base64url')
      const scrubbed = scrubJson(JSON.stringify([`${before}${secret}${after}`]))
      expect(scrubbed).not.toContain(secret.slice(5, -5))
      expect(JSON.parse(scrubbed)).toHaveLength(1)
    }
  }
})

test('a long text is scrubbed in passing', () => {
  const json = JSON.stringify(['"'.repeat(100_000), `${'eyJ'.repeat(10)} `.repeat(10_000), ticket])
  expect(scrubJson(json)).not.toContain(ticket)
})

test.each(['eyJ', 'eyJ-', '.eyJ', 'a.'])('takes linear time for a text of %s alone', (part) => {
  // A quadratic pattern takes minutes.
  const json = JSON.stringify(part.repeat(1_000_000 / part.length))
  expect(scrubTokens(json).length).toBeLessThanOrEqual(json.length)
  expect(scrubJson(json).length).toBeLessThanOrEqual(json.length)
})

test('a token is found after an escape, behind other parts and glued to other text', () => {
  const token = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'
  for (const text of [`line\n${token}`, `a.b.${token}`, `x${token}`, `${token} and ${token}`]) {
    expect(scrubTokens(JSON.stringify(text))).not.toContain('eyJ')
    expect(() => JSON.parse(scrubTokens(JSON.stringify(text))) as unknown).not.toThrow()
  }
})
