import type { Request, Response } from 'express'
import { expect, test, vi } from 'vitest'
import { hashSecret } from '../tickets/ticket.ts'
import { BrowserCookie } from './browserCookie.ts'

const [mine, planted] = ['m'.repeat(43), 'p'.repeat(43)] as const

const cookie = new BrowserCookie({ sameSite: 'strict', secure: false })

function presented(header: string | undefined, secure = false): readonly string[] {
  const request = { headers: { cookie: header }, secure } as unknown as Request
  return cookie.presented(request)
}

test.each([
  [undefined, []],
  ['', []],
  [`coatcheck=${mine}`, [mine]],
  [`coatcheck=${planted}; coatcheck=${mine}`, [planted, mine]],
  [`a=b; coatcheck=short; coatcheck=${mine};coatcheck=${planted}`, [mine, planted]],
  [`xcoatcheck=${planted}; coatcheck=${mine}x; __Host-coatcheck=${planted}`, []],
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
  const response = { cookie: vi.fn() }
  const hash = cookie.bind({ headers } as unknown as Request, response as unknown as Response)
  expect(hash !== null).toBe(isBound)
  expect(response.cookie).toHaveBeenCalledTimes(isBound ? 1 : 0)
})

test('SameSite=None binds a page on another site, too', () => {
  const response = { cookie: vi.fn() } as unknown as Response
  const headers = { 'sec-fetch-site': 'cross-site' }
  const open = new BrowserCookie({ sameSite: 'none', secure: true })
  expect(open.bind({ headers } as unknown as Request, response)).not.toBeNull()
})

test('the key of a program binds its ticket, and a browser’s is ignored', () => {
  const response = { cookie: vi.fn() } as unknown as Response
  const bind = (headers: object) => cookie.bind({ headers } as unknown as Request, response, mine)
  expect(bind({})).toBe(hashSecret(mine))
  expect(bind({ origin: 'http://api.example.com', host })).not.toBe(hashSecret(mine))
  expect(bind({ 'sec-fetch-site': 'cross-site' })).toBeNull()
})

test('a header of blanks takes linear time', () => {
  // A quadratic pattern takes minutes.
  expect(presented(`a${' '.repeat(1_000_000)}b; coatcheck=${mine}`)).toEqual([hashSecret(mine)])
})

test('of many cookies of our name some are looked at', () => {
  expect(presented(`coatcheck=${mine}; `.repeat(500))).toHaveLength(10)
})
