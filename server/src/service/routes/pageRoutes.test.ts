import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import express from 'express'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serveApp, type ServedApp } from '../../../testing/serveApp.ts'
import { temporaryFolder, type TemporaryFolder } from '../../../testing/temporaryFolder.ts'
import { pageRoutes } from './pageRoutes.ts'

const files = {
  'index.html': '<p>The page</p>',
  'favicon.svg': '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
  'assets/index-1a2b.js': 'export {}',
}

describe('the built page', () => {
  let folder: TemporaryFolder
  let served: ServedApp
  beforeAll(async () => {
    folder = await temporaryFolder()
    // As in a checkout below ~/.projects.
    const webRoot = join(folder.path, '.hidden', 'dist')
    await mkdir(join(webRoot, 'assets'), { recursive: true })
    for (const [name, text] of Object.entries(files)) await writeFile(join(webRoot, name), text)
    const otherOrigins = () => ['https://id.example.com']
    served = await serveApp(express().use(pageRoutes({ webRoot, otherOrigins })))
  })
  afterAll(async () => {
    await served[Symbol.asyncDispose]()
    await folder[Symbol.asyncDispose]()
  })

  test.each(['/', '/reports/flights?minDelay=15', '/index.html'])(
    'stands at %s, and is asked for again each time',
    async (address) => {
      const response = await fetch(served.url + address)
      expect(await response.text()).toBe(files['index.html'])
      expect(response.headers.get('cache-control')).toBe('no-cache')
    },
  )

  test.each([
    ['/assets/index-1a2b.js', 'public, max-age=31536000, immutable'],
    ['/favicon.svg', 'public, max-age=3600'],
  ])('has %s, which is kept: %s', async (address, kept) => {
    const response = await fetch(served.url + address)
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe(kept)
  })

  test('does not stand in for a file of an earlier build', async () => {
    expect((await fetch(`${served.url}/assets/index-0000.js`)).status).toBe(404)
  })

  test('may call its own server and the others that it was told of', async () => {
    const { headers } = await fetch(served.url)
    expect(headers.get('content-security-policy')).toContain(
      "connect-src 'self' https://id.example.com",
    )
  })
})
