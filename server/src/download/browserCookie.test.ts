import { expect, test, vi } from 'vitest'
import { requestOf } from '../http/testing/requestOf.ts'
import type { RequesterSession } from '../tickets/requester.ts'
import { hashSecret } from '../tickets/ticket.ts'
import { BrowserCookie, type BrowserCookieOptions } from './browserCookie.ts'

const [mine, planted] = ['m'.repeat(43), 'p'.repeat(43)] as const

const strict = { sameSite: 'strict', secure: false, key: 'k'.repeat(32) } as const
const cookie = new BrowserCookie(strict)

function presented(header: string | undefined, isSecure = false): readonly string[] {
  const headers: Record<string, string> = header === undefined ? {} : { cookie: header }
  return cookie.presented(requestOf({ headers, isSecure }))
}

interface Bound {
  readonly hash: string | null
  readonly cookies: readonly string[]
}

/** What a call with these headers is bound to, and the cookies that its response sets. */
function bound(
  headers: Record<string, string>,
  { clientKey, ...options }: Partial<BrowserCookieOptions> & { clientKey?: string } = {},
): Bound {
  const setCookie = vi.fn<(cookie: string) => void>()
  const request = requestOf({ headers, hostName: headers.host ?? '' })
  const binding = new BrowserCookie({ ...strict, ...options }).bindingFor(request, setCookie)
  const hash = binding.hashFor(session('one'), clientKey)
  // However many calls a request makes, it sets one cookie.
  expect(binding.hashFor(session('one'), clientKey)).toBe(hash)
  return { hash, cookies: setCookie.mock.calls.map(([text]) => text) }
}

function session(sessionId: string): RequesterSession {
  return { viewer: { id: 'ada', name: 'Ada', scope: null }, sessionId, expiresAt: null }
}

test.each([
  [undefined, []],
  ['', []],
  [`coatcheck=${mine}`, [mine]],
  [`coatcheck=${planted}; coatcheck=${mine}`, [planted, mine]],
  [`a=b; coatcheck=short; coatcheck=${mine};coatcheck=${planted}`, [mine, planted]],
  [`xcoatcheck=${planted}; coatcheck=${mine}x`, []],
])('the cookie header %j has the cookies %j', (header, values) => {
  expect(presented(header)).toEqual(values.map(hashSecret))
})

test('over https only cookies with the prefix count', () => {
  const header = `coatcheck=${planted}; __Host-coatcheck=${mine}`
  expect(presented(header, true)).toEqual([hashSecret(mine)])
})

const host = 'api.example.com'

test.each([
  ['of a browser at https or on localhost', { 'sec-fetch-site': 'same-origin' }, true],
  ['of a page on another host of the same site', { 'sec-fetch-site': 'same-site' }, true],
  ['of a page on another site', { 'sec-fetch-site': 'cross-site' }, false],
  ['of a browser at plain http', { origin: 'http://api.example.com', host }, true],
  ['of a page on another port', { origin: 'http://api.example.com:8080', host }, true],
  ['of a page on the parent domain', { origin: 'http://example.com', host }, true],
  ['of a page on a subdomain', { origin: 'http://app.api.example.com', host }, true],
  ['of a page whose site only a list of suffixes tells', { origin: 'http://b.example.com', host }],
  ['of a page on another site at plain http', { origin: 'http://evilapi.example.com', host }],
  ['of a page in a sandbox', { origin: 'null', host }],
  ['of a program, as Node sends it', { 'sec-fetch-mode': 'cors' }],
])('a request %s: is it bound by a cookie?', (_name, headers, isBound = false) => {
  const { cookies, hash } = bound(headers)
  expect(hash !== null).toBe(isBound)
  expect(cookies).toHaveLength(isBound ? 1 : 0)
})

test('a frame of another site gets no cookie that its download would lack', () => {
  const framed = { 'sec-fetch-site': 'same-origin', 'sec-fetch-storage-access': 'none' }
  expect(bound(framed)).toEqual({ hash: null, cookies: [] })
  const asked = { ...framed, 'sec-fetch-storage-access': 'active' }
  expect(bound(asked, { sameSite: 'none', secure: true }).hash).not.toBeNull()
})

test('SameSite=None binds a page on another site, too', () => {
  const headers = { 'sec-fetch-site': 'cross-site' }
  const { cookies, hash } = bound(headers, { sameSite: 'none', secure: true })
  expect(hash).not.toBeNull()
  expect(cookies[0]).toMatch(
    /^__Host-coatcheck=[\w-]{43}; Max-Age=86400; Path=\/; HttpOnly; Secure; SameSite=None$/,
  )
})

test('the key of a program binds its ticket, and a browser’s is ignored', () => {
  const clientKey = mine
  expect(bound({}, { clientKey }).hash).toBe(hashSecret(mine))
  const page = { origin: 'http://api.example.com', host }
  expect(bound(page, { clientKey }).hash).not.toBe(hashSecret(mine))
  expect(bound({ 'sec-fetch-site': 'cross-site' }, { clientKey }).hash).toBeNull()
})

test('the first calls of a session get one cookie, and no other session or server has it', () => {
  const headers = { 'sec-fetch-site': 'same-origin' }
  const first = bound(headers)
  expect(bound(headers)).toEqual(first)
  expect(first.cookies[0]).toMatch(
    /^coatcheck=[\w-]{43}; Max-Age=86400; Path=\/; HttpOnly; SameSite=Strict$/,
  )
  expect(bound(headers, { key: 'o'.repeat(32) }).hash).not.toBe(first.hash)
  const values = [session('one'), session('two'), null, null].map((one) => cookie.valueFor(one))
  expect(new Set(values).size).toBe(4)
})

test('a browser that has a cookie keeps it', () => {
  const headers = { 'sec-fetch-site': 'same-origin', cookie: `coatcheck=${mine}` }
  expect(bound(headers)).toEqual({ hash: hashSecret(mine), cookies: [] })
})

test('a header of blanks takes linear time', () => {
  // A quadratic pattern takes minutes.
  expect(presented(`a${' '.repeat(1_000_000)}b; coatcheck=${mine}`)).toEqual([hashSecret(mine)])
})

test('of many cookies of our name some are looked at', () => {
  expect(presented(`coatcheck=${mine}; `.repeat(500))).toHaveLength(10)
})
