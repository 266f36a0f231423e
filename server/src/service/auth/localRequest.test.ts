import { expect, test } from 'vitest'
import { requestOf } from '../../http/testing/requestOf.ts'
import { isLocalRequest } from './localRequest.ts'

interface Asked {
  readonly headers?: Record<string, string>
  readonly httpVersion?: string
  readonly remoteAddress?: string
}

function isLocal({ headers, httpVersion = '1.1', remoteAddress = '127.0.0.1' }: Asked): boolean {
  const given = Object.entries({ host: 'localhost:3000', ...headers }).filter(([, text]) => text)
  const request = { headers: Object.fromEntries(given), httpVersion, peerAddress: remoteAddress }
  return isLocalRequest(requestOf(request))
}

test.each<[string, Asked]>([
  ['a script', {}],
  ['a script on the IPv6 address', { headers: { host: '[::1]:3000' }, remoteAddress: '::1' }],
  ['a mapped address', { headers: { host: '127.0.0.1' }, remoteAddress: '::ffff:127.0.0.1' }],
  ['a browser', { headers: { origin: 'http://localhost:3000' } }],
  ['the page of npm run dev', { headers: { origin: 'http://localhost:5173' } }],
  ['a name under localhost', { headers: { host: 'reports.localhost:3000' } }],
])('%s on this machine is local', (_who, asked) => {
  expect(isLocal(asked)).toBe(true)
})

test.each<[string, Asked]>([
  ['another address', { remoteAddress: '192.168.0.10' }],
  ['an address that is not known', { remoteAddress: '' }],
  ['a name that leads here by DNS', { headers: { host: 'rebound.example.com:3000' } }],
  ['no name', { headers: { host: '' } }],
  ['a name that is none', { headers: { host: 'local host' } }],
  ['a page of another site', { headers: { origin: 'https://reports.example.com' } }],
  ['a page without an origin', { headers: { origin: 'null' } }],
  ['a page of another scheme', { headers: { origin: 'ftp://localhost' } }],
  ['a proxy that says so', { headers: { forwarded: 'for=192.0.2.60' } }],
  ['a proxy that tells an address', { headers: { 'x-forwarded-for': '192.0.2.60' } }],
  ['a proxy that tells a protocol', { headers: { 'x-forwarded-proto': 'https' } }],
  ['a proxy that tells an address in its way', { headers: { 'x-real-ip': '192.0.2.60' } }],
  ['a proxy on its way', { headers: { via: '1.1 proxy' } }],
  ['a proxy that speaks HTTP/1.0', { httpVersion: '1.0' }],
])('%s is not', (_who, asked) => {
  expect(isLocal(asked)).toBe(false)
})
