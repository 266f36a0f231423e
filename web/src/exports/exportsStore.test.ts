import type { ExportProgress } from '@coatcheck/shared'
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { useSessionStore } from '../session/sessionStore.ts'
import { exportId, progressOf, receipt, signedIn } from '../testing/exports.ts'
import { pageStores } from '../testing/mountWith.ts'
import { useExportsStore } from './exportsStore.ts'
import { useTrayStore } from './trayStore.ts'

const prepared = { exportId, fileName: receipt.fileName, rowCount: receipt.rowCount }

interface Subscriber {
  onData: (event: { id: string; data: ExportProgress }) => void
  onComplete: () => void
  onStarted: () => void
  onError: (error: unknown) => void
}

function fakeServer(past: ExportProgress[] = [], { prepares = false, queuedMax = 20 } = {}) {
  const subscribers: { input: { lastEventId?: string }; subscriber: Subscriber }[] = []
  let eventCount = 0
  const unsubscribe = vi.fn()
  return {
    subscribers,
    unsubscribe,
    send: (data: ExportProgress) =>
      subscribers.at(-1)?.subscriber.onData({ id: String((eventCount += 1)), data }),
    api: {
      session: { signOut: { mutate: vi.fn(async () => undefined) } },
      export: {
        watch: {
          subscribe: (input: { lastEventId?: string }, subscriber: Subscriber) => {
            subscribers.push({ input, subscriber })
            return { unsubscribe }
          },
        },
        list: { query: vi.fn(async () => past) },
        limits: { query: vi.fn(async () => ({ rowsMax: 5_000_000, queuedMax, prepares })) },
        createTicket: { mutate: vi.fn(async () => receipt) },
        prepare: { mutate: vi.fn(async () => prepared) },
        pickUp: { mutate: vi.fn(async () => receipt) },
        cancel: { mutate: vi.fn(async () => undefined) },
      },
    },
  }
}

describe('exports', () => {
  const clicked: string[] = []

  beforeEach(() => {
    sessionStorage.setItem('coatcheck.session', JSON.stringify(signedIn))
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
      this: HTMLAnchorElement,
    ) {
      clicked.push(this.getAttribute('href') ?? '')
    })
  })

  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
    clicked.length = 0
  })

  test('start by giving the ticket to the browser, and are listed at once', async () => {
    const server = fakeServer()
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
    const server = fakeServer([progressOf({ state: 'expired' }), older])
    const exports = useExportsStore(pageStores(server.api))
    server.send(progressOf({ rowsWritten: 5 }))
    await flushPromises()
    expect(exports.list.map(({ state }) => state)).toEqual(['running', 'delivered'])
  })

  test('that fail open the tray, unless they are of another tab', async () => {
    const server = fakeServer()
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
    const exports = useExportsStore(pageStores(fakeServer().api))
    expect(exports.mayDownload(kept, new Date('2026-01-01T12:05:00Z'))).toBe(false)
    await exports.start(progressOf().request)
    const reloaded = useExportsStore(pageStores(fakeServer().api))
    expect(reloaded.mayDownload(kept, new Date('2026-01-01T12:05:00Z'))).toBe(true)
    expect(reloaded.mayDownload(kept, new Date('2026-01-01T12:10:59Z'))).toBe(true)
    expect(reloaded.mayDownload(kept, new Date('2026-01-01T12:11:00Z'))).toBe(false)
    await reloaded.download(kept)
    expect(clicked).toEqual([receipt.url, receipt.url])
  })

  test('are followed by one subscription, which resumes where it was cut', () => {
    vi.useFakeTimers()
    const server = fakeServer()
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
    const server = fakeServer()
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
    const server = fakeServer()
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
    const server = fakeServer()
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
    const server = fakeServer()
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
    const server = fakeServer()
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
    const server = fakeServer()
    useTrayStore(pageStores(server.api)).isOpen = true
    await flushPromises()
    const reloaded = useTrayStore(pageStores(server.api))
    expect(reloaded.isOpen).toBe(true)
    reloaded.isOpen = false
    await flushPromises()
    expect(useTrayStore(pageStores(server.api)).isOpen).toBe(false)
  })

  test('that progress before their ticket arrives do not go back to waiting', async () => {
    const server = fakeServer()
    const exports = useExportsStore(pageStores(server.api))
    server.send(progressOf({ rowsWritten: 5 }))
    await exports.start(progressOf().request)
    expect(exports.list.map(({ state }) => state)).toEqual(['running'])
  })

  test('keep the tickets of the last twenty after a reload', async () => {
    const server = fakeServer()
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
    const server = fakeServer()
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
    const server = fakeServer()
    server.api.export.list.query.mockRejectedValueOnce(new Error('offline'))
    const exports = useExportsStore(pageStores(server.api))
    await flushPromises()
    expect(exports.historyError).toBeInstanceOf(Error)
    await exports.loadHistory()
    expect(exports.historyError).toBeUndefined()
  })

  describe('that the server prepares', () => {
    const keptUntil = '2026-01-01T12:10:00.000Z'
    const ready = () => progressOf({ state: 'ready', bytesWritten: 5, keptUntil })

    async function started(past: ExportProgress[] = []) {
      const server = fakeServer(past, { prepares: true })
      const pinia = pageStores(server.api)
      const exports = useExportsStore(pinia)
      await flushPromises()
      await exports.start(progressOf().request)
      return { server, exports, tray: useTrayStore(pinia) }
    }

    test('are listed at once, and saved once when they are ready', async () => {
      const { server, exports, tray } = await started()
      expect(server.api.export.createTicket.mutate).not.toHaveBeenCalled()
      expect([exports.list[0]?.state, exports.activeCount, clicked]).toEqual(['queued', 1, []])
      server.send(progressOf())
      server.send(ready())
      server.send(ready())
      await flushPromises()
      expect(server.api.export.pickUp.mutate).toHaveBeenCalledExactlyOnceWith({ exportId })
      expect(clicked).toEqual([receipt.url])
      expect([exports.activeCount, tray.isOpen]).toEqual([0, false])
    })

    test('are saved by the tab that asked, after a reload too, and by no other', async () => {
      await started()
      const reloaded = fakeServer([], { prepares: true })
      useExportsStore(pageStores(reloaded.api))
      reloaded.send(ready())
      await flushPromises()
      expect(clicked).toEqual([receipt.url])

      sessionStorage.removeItem('coatcheck.unsaved')
      const other = fakeServer([], { prepares: true })
      const exports = useExportsStore(pageStores(other.api))
      other.send(ready())
      await flushPromises()
      expect(clicked).toHaveLength(1)
      expect(exports.mayDownload(exports.list[0]!, new Date('2026-01-01T12:05:00Z'))).toBe(true)
      await exports.download(exports.list[0]!)
      expect(clicked).toHaveLength(2)
    })

    test('wait for a click after one was saved without it, and the tray says so', async () => {
      const { server, exports, tray } = await started()
      server.send(ready())
      await flushPromises()
      const second = { ...prepared, exportId: '00000000-0000-4000-8000-000000000002' }
      const readyToo = () => ({ ...ready(), exportId: second.exportId })
      server.api.export.prepare.mutate.mockResolvedValueOnce(second)
      await exports.start(progressOf().request)
      server.send(readyToo())
      await flushPromises()
      expect(clicked).toHaveLength(1)
      expect(tray.isOpen).toBe(true)
      window.dispatchEvent(new Event('pointerdown'))
      await exports.download(readyToo())
      expect(clicked).toHaveLength(2)
      // The click of that one allows for one more by itself.
      const third = { ...prepared, exportId: '00000000-0000-4000-8000-000000000003' }
      server.api.export.prepare.mutate.mockResolvedValueOnce(third)
      await exports.start(progressOf().request)
      server.send({ ...ready(), exportId: third.exportId })
      await flushPromises()
      expect(clicked).toHaveLength(3)
    })

    test('stay in the tray if they cannot be fetched, which opens', async () => {
      const { server, exports, tray } = await started()
      server.api.export.pickUp.mutate.mockRejectedValueOnce(new Error('offline'))
      server.send(ready())
      await flushPromises()
      expect([clicked, tray.isOpen]).toEqual([[], true])
      await exports.download(ready())
      expect(clicked).toEqual([receipt.url])
    })

    test('are full at the limit of the server, before anything is asked', async () => {
      const server = fakeServer([], { prepares: true, queuedMax: 2 })
      const exports = useExportsStore(pageStores(server.api))
      await flushPromises()
      const queued = (number: number) =>
        progressOf({ exportId: `00000000-0000-4000-8000-00000000000${number}`, state: 'queued' })
      server.send(queued(1))
      expect(exports.lineIsFull).toBe(false)
      server.send(queued(2))
      expect(exports.lineIsFull).toBe(true)
      server.send({ ...queued(2), state: 'running' })
      expect(exports.lineIsFull).toBe(false)
    })

    test('have failed if a server that started anew knows nothing of them, or says so', async () => {
      const { server, exports } = await started()
      const other = progressOf({ exportId: '00000000-0000-4000-8000-000000000002' })
      server.send(progressOf())
      server.send(other)
      server.api.export.list.query.mockResolvedValue([
        { ...other, state: 'failed', errorCode: 'draining' },
      ])
      vi.useFakeTimers()
      server.subscribers[0]!.subscriber.onComplete()
      vi.advanceTimersByTime(1000)
      server.subscribers[1]!.subscriber.onStarted()
      vi.useRealTimers()
      await flushPromises()
      expect(exports.list.map(({ state, errorCode }) => [state, errorCode]).sort()).toEqual([
        ['failed', 'draining'],
        ['failed', 'worker-failed'],
      ])
    })

    test('go on if the line was cut, and the server knows them', async () => {
      const { server, exports } = await started()
      server.send(progressOf())
      server.api.export.list.query.mockResolvedValue([progressOf({ rowsWritten: 7 })])
      vi.useFakeTimers()
      server.subscribers[0]!.subscriber.onComplete()
      vi.advanceTimersByTime(1000)
      server.subscribers[1]!.subscriber.onStarted()
      server.send(progressOf({ rowsWritten: 9 }))
      vi.useRealTimers()
      await flushPromises()
      expect(exports.list[0]).toMatchObject({ state: 'running', rowsWritten: 9 })
    })
  })
})
