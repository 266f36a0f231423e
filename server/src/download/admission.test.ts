import { expect, test } from 'vitest'
import { requestOf } from '../http/testing/requestOf.ts'
import { admit } from './admission.ts'

const ticket = 't'.repeat(43)

const app = 'https://app.example.com'

function admitted(headers: Record<string, string>, pageOrigins: readonly string[] = []): string {
  const rules = { draining: false, pageOrigins: new Set(pageOrigins) }
  return admit(requestOf({ headers }), [ticket], rules)
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
    expect(() => admitted(metadata(site, dest), [app])).toThrow('Start the download')
  }
})

test('a request without a destination, by a script or of another site is none', () => {
  const site = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate' }
  expect(() => admitted(site)).toThrow('Start the download')
  expect(() => admitted(metadata('same-origin', 'empty', 'cors'))).toThrow('Start the download')
  expect(() => admitted(metadata('cross-site', 'document'))).toThrow('Start the download')
  expect(admitted(metadata('cross-site', 'document'), [app])).toBe(ticket)
})

test.each([
  ['a link of a page that is named', { referer: `${app}/reports?day=1` }, true],
  ['a link of a page that does not say where it is', {}, true],
  ['a form of a page that is named', { origin: app }, true],
  ['a link of another page', { referer: 'https://evil.example.com/' }, false],
  ['a link of a name that begins like it', { referer: `${app}.evil.example/` }, false],
  ['a form of another page', { origin: 'https://evil.example.com' }, false],
  ['a form of another page, with the right referrer', { origin: 'http://x', referer: app }, false],
])('of other sites %s', (_what, from, isAdmitted) => {
  const headers = { ...metadata('cross-site', 'document'), ...from }
  if (isAdmitted) expect(admitted(headers, [app])).toBe(ticket)
  else expect(() => admitted(headers, [app])).toThrow('Start the download')
})

test('the operators learn of a page whose origin is not named, and of no image or script', () => {
  const causeOf = (headers: Record<string, string>) => {
    try {
      return admitted(headers)
    } catch (error) {
      return (error as Error).cause
    }
  }
  expect(String(causeOf(metadata('same-site', 'document')))).toContain('pageOrigins')
  expect(causeOf(metadata('same-site', 'image'))).toBeUndefined()
})
