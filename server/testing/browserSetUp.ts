import type { Browser } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { chromiumPath, launchChromium } from './chromium.ts'
import { skipReason } from './skipReason.ts'
import { startServer, type TestServer } from './testServer.ts'

/** Why tests of the page cannot run here; false when they can. */
export const noChromium = skipReason('Chromium', chromiumPath !== undefined)

/** A browser for all tests of a `describe`. */
export function useBrowser(): { readonly browser: Browser } {
  let browser: Browser | undefined
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())
  return {
    get browser() {
      return browser!
    },
  }
}

/** A server for all tests of a `describe`. */
export function useServer(env: Record<string, string> = {}): { readonly server: TestServer } {
  let server: TestServer | undefined
  beforeAll(async () => {
    server = await startServer(env)
  })
  afterAll(async () => {
    await server?.stop()
  })
  return {
    get server() {
      return server!
    },
  }
}
