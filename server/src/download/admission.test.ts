import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { admit } from './admission.ts'

const ticket = 't'.repeat(43)

function admitted(headers: Record<string, string>, otherSites = false): string {
  const request = { method: 'GET', headers } as unknown as IncomingMessage
  return admit(request, [ticket], { draining: false, otherSites })
}

function metadata(site: string, dest: string, mode = 'navigate') {
  return { 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': dest }
}

test.each([
  ['a link, a form, or location.assign', metadata('same-origin', 'document')],
  ['a link with download', metadata('same-origin', 'empty')],
  ['a typed address', metadata('none', 'document')],
  ['a Resume click', metadata('none', 'empty')],
  ['a client that is no browser', {}],
])('%s is a download', (_what, headers) => {
  expect(admitted(headers)).toBe(ticket)
})

test.each([
  ...['iframe', 'frame', 'embed', 'object', 'fencedframe', 'image', 'script', 'style', 'video'],
  ...['worker', 'webidentity', 'something-new', ''],
])('a request for %j is none, whatever its site', (dest) => {
  for (const site of ['same-origin', 'none', 'cross-site']) {
    expect(() => admitted(metadata(site, dest), true)).toThrow('Start the download')
  }
})

test('a request without a destination, by a script or of another site is none', () => {
  const site = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate' }
  expect(() => admitted(site)).toThrow('Start the download')
  expect(() => admitted(metadata('same-origin', 'empty', 'cors'))).toThrow('Start the download')
  expect(() => admitted(metadata('cross-site', 'document'))).toThrow('Start the download')
  expect(admitted(metadata('cross-site', 'document'), true)).toBe(ticket)
})
