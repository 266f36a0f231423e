import type { Browser } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { chromiumPath, launchChromium } from './chromium.ts'
import { sharedServer } from './sharedServer.ts'
import { skipReason } from './skipReason.ts'
import { startServer, type RunningServer, type TestServer } from './testServer.ts'

/** Why tests of the page cannot run here; false when they can. */
export const noChromium = skipReason('Chromium', chromiumPath !== undefined)

/** One for all files that a process runs, and closed at its end: to start it takes a second of CPU. */
let shared: Browser | undefined

/** A browser for all tests of a `describe`; their pages are closed behind them. */
export function useBrowser(): { readonly browser: Browser } {
  beforeAll(async () => {
    if (shared?.isConnected() !== true) shared = await launchChromium()
  })
  afterAll(() => Promise.all(shared?.contexts().map((context) => context.close()) ?? []))
  return {
    get browser() {
      return shared!
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

/** The same for tests that mind no exports of others: one server for all files that a process runs. */
export function useSharedServer(): { readonly server: RunningServer } {
  let server: RunningServer | undefined
  beforeAll(async () => {
    // The files before may have asked for as many tickets as one viewer gets in a minute.
    server = await sharedServer({ TICKETS_PER_MINUTE_MAX: '10000' })
  })
  return {
    get server() {
      return server!
    },
  }
}
