import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { useSessionStore } from '../session/sessionStore.ts'
import { clickedLinks } from '../testing/clickedLinks.ts'
import { exportServer } from '../testing/exportServer.ts'
import { progressOf, receipt, signedIn } from '../testing/exports.ts'
import { pageStores } from '../testing/mountWith.ts'
import { useExportsStore } from './exportsStore.ts'
import { useTrayStore } from './trayStore.ts'

describe('exports', () => {
  let clicked: string[]

  beforeEach(() => {
    sessionStorage.setItem('coatcheck.session', JSON.stringify(signedIn))
    clicked = clickedLinks()
  })

  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
  })

  test('start by giving the ticket to the browser, and are listed at once', async () => {
    const server = exportServer()
    const exports = useExportsStore(pageStores(server.api))
    await exports.start(progressOf().request)
    expect(clicked).toEqual([receipt.url])
    expect(exports.list.map(({ state }) => state)).toEqual(['waiting'])
    expect(exports.activeCount).toBe(1)
  })

  test('of the past are listed after current ones, and never replace them', async () => {
    const older = progressOf({
      exportId: '00000000-0000-4000-8000-000000000002',
      state: 'delivered',
      createdAt: '2025-12-31T00:00:00.000Z',
    })
    const server = exportServer([progressOf({ state: 'expired' }), older])
    const exports = useExportsStore(pageStores(server.api))
    server.send(progressOf({ rowsWritten: 5 }))
    await flushPromises()
    expect(exports.list.map(({ state }) => state)).toEqual(['running', 'delivered'])
  })

  test('that fail open the tray, unless they are of another tab', async () => {
    const server = exportServer()
    const pinia = pageStores(server.api)
    const exports = useExportsStore(pinia)
    const tray = useTrayStore(pinia)
    server.send(progressOf())
    server.send(progressOf({ state: 'failed', errorCode: 'internal' }))
    await flushPromises()
    expect(tray.isOpen).toBe(false)
    await exports.start(progressOf().request)
    server.send(progressOf())
    server.send(progressOf({ state: 'failed', errorCode: 'internal' }))
    await flushPromises()
    expect(exports.news?.state).toBe('failed')
    expect(tray.isOpen).toBe(true)
  })

  test('can be downloaded again by this tab while they are kept, even after a reload', async () => {
    const kept = progressOf({ state: 'delivered', keptUntil: '2026-01-01T12:10:00.000Z' })
    const exports = useExportsStore(pageStores(exportServer().api))
    expect(exports.mayDownload(kept, new Date('2026-01-01T12:05:00Z'))).toBe(false)
    await exports.start(progressOf().request)
    const reloaded = useExportsStore(pageStores(exportServer().api))
    expect(reloaded.mayDownload(kept, new Date('2026-01-01T12:05:00Z'))).toBe(true)
    expect(reloaded.mayDownload(kept, new Date('2026-01-01T12:10:59Z'))).toBe(true)
    expect(reloaded.mayDownload(kept, new Date('2026-01-01T12:11:00Z'))).toBe(false)
    await reloaded.download(kept)
    expect(clicked).toEqual([receipt.url, receipt.url])
  })

  test('are followed by one subscription, which resumes where it was cut', () => {
    vi.useFakeTimers()
    const server = exportServer()
    const exports = useExportsStore(pageStores(server.api))
    expect(server.subscribers).toHaveLength(1)
    server.send(progressOf())
    server.subscribers[0]!.subscriber.onComplete()
    expect(exports.connection).toBe('lost')
    vi.advanceTimersByTime(1000)
    expect(server.subscribers).toHaveLength(2)
    expect(server.subscribers[1]!.input).toEqual({ lastEventId: '1' })
    server.subscribers[1]!.subscriber.onStarted()
    expect(exports.connection).toBe('live')
  })

  test('are followed again after an error, with growing delays, until that succeeds', () => {
    vi.useFakeTimers()
    const server = exportServer()
    const exports = useExportsStore(pageStores(server.api))
    const waitsMs = () => {
      const before = server.subscribers.length
      server.subscribers.at(-1)!.subscriber.onError(new Error('gone'))
      expect(exports.connection).toBe('lost')
      let waited = 0
      while (server.subscribers.length === before) {
        vi.advanceTimersByTime(1000)
        waited += 1000
      }
      return waited
    }
    expect(Array.from({ length: 7 }, waitsMs)).toEqual(
      [1, 2, 4, 8, 16, 30, 30].map((seconds) => seconds * 1000),
    )
    server.subscribers.at(-1)!.subscriber.onStarted()
    expect(waitsMs()).toBe(1000)
  })

  test('are followed again at once after a connection that lasted', () => {
    vi.useFakeTimers()
    const server = exportServer()
    const exports = useExportsStore(pageStores(server.api))
    const [first] = server.subscribers
    first!.subscriber.onStarted()
    vi.advanceTimersByTime(1000)
    first!.subscriber.onComplete()
    expect(server.subscribers).toHaveLength(2)
    expect(exports.connection).toBe('connecting')
  })

  test('are no longer followed after the sign-out, whatever still arrives', async () => {
    vi.useFakeTimers()
    const server = exportServer()
    const pinia = pageStores(server.api)
    const exports = useExportsStore(pinia)
    const [first] = server.subscribers
    first!.subscriber.onComplete()
    await useSessionStore(pinia).signOut()
    first!.subscriber.onComplete()
    first!.subscriber.onError(new Error('gone'))
    first!.subscriber.onStarted()
    server.send(progressOf())
    await vi.advanceTimersByTimeAsync(60_000)
    expect(server.subscribers).toHaveLength(1)
    expect([exports.connection, exports.list]).toEqual(['off', []])
  })

  test('are news once per change of state', async () => {
    const server = exportServer()
    const exports = useExportsStore(pageStores(server.api))
    await exports.start(progressOf().request)
    server.send(progressOf({ rowsWritten: 1 }))
    server.send(progressOf({ rowsWritten: 2 }))
    expect(exports.news?.rowsWritten).toBe(1)
  })

  test.each([
    ['that were not fetched open the tray', { state: 'ready' }, { state: 'expired' }, true],
    [
      'that were refused while their ticket is good open the tray',
      { state: 'waiting' },
      { state: 'waiting', errorCode: 'queue-full' },
      true,
    ],
    ['that fail open the tray', { state: 'running' }, { state: 'failed' }, true],
    ['that go well do not open the tray', { state: 'ready' }, { state: 'delivered' }, false],
    [
      'that were downloaded may expire without opening the tray',
      { state: 'delivered' },
      { state: 'expired' },
      false,
    ],
  ] as const)('%s', async (_what, before, after, isOpen) => {
    const server = exportServer()
    const pinia = pageStores(server.api)
    const exports = useExportsStore(pinia)
    const tray = useTrayStore(pinia)
    await exports.start(progressOf().request)
    server.send(progressOf(before))
    await flushPromises()
    tray.isOpen = false
    server.send(progressOf(after))
    await flushPromises()
    expect(tray.isOpen).toBe(isOpen)
  })

  test('have a tray that is open after a reload if it was before', async () => {
    const server = exportServer()
    useTrayStore(pageStores(server.api)).isOpen = true
    await flushPromises()
    const reloaded = useTrayStore(pageStores(server.api))
    expect(reloaded.isOpen).toBe(true)
    reloaded.isOpen = false
    await flushPromises()
    expect(useTrayStore(pageStores(server.api)).isOpen).toBe(false)
  })

  test('that progress before their ticket arrives do not go back to waiting', async () => {
    const server = exportServer()
    const exports = useExportsStore(pageStores(server.api))
    server.send(progressOf({ rowsWritten: 5 }))
    await exports.start(progressOf().request)
    expect(exports.list.map(({ state }) => state)).toEqual(['running'])
  })

  test('keep the tickets of the last twenty after a reload', async () => {
    const server = exportServer()
    const exports = useExportsStore(pageStores(server.api))
    for (let number = 10; number <= 30; number += 1) {
      const id = `00000000-0000-4000-8000-0000000000${number}`
      server.api.export.createTicket.mutate.mockResolvedValueOnce({ ...receipt, exportId: id })
      await exports.start(progressOf().request)
    }
    const kept = JSON.parse(sessionStorage.getItem('coatcheck.receipts')!) as { exportId: string }[]
    expect(kept).toHaveLength(20)
    expect(kept.at(-1)!.exportId).toMatch(/30$/)
  })

  test('of one viewer are removed at the sign-out', async () => {
    const server = exportServer()
    const pinia = pageStores(server.api)
    const exports = useExportsStore(pinia)
    await exports.start(progressOf().request)
    server.send(progressOf())
    expect(exports.news).not.toBeNull()
    await useSessionStore(pinia).signOut()
    await flushPromises()
    expect(exports.list).toEqual([])
    expect(exports.news).toBeNull()
    expect(server.unsubscribe).toHaveBeenCalledTimes(1)
    expect(sessionStorage.getItem('coatcheck.receipts')).toBeNull()
  })

  test('of the past that could not be loaded can be loaded again', async () => {
    const server = exportServer()
    server.api.export.list.query.mockRejectedValueOnce(new Error('offline'))
    const exports = useExportsStore(pageStores(server.api))
    await flushPromises()
    expect(exports.historyError).toBeInstanceOf(Error)
    await exports.loadHistory()
    expect(exports.historyError).toBeUndefined()
  })
})
