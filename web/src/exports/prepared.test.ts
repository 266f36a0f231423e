import type { ExportProgress } from '@coatcheck/shared'
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { useSessionStore } from '../session/sessionStore.ts'
import { clickedLinks } from '../testing/clickedLinks.ts'
import { exportServer, prepared, refusal } from '../testing/exportServer.ts'
import { exportId, progressOf, receipt, signedIn } from '../testing/exports.ts'
import { mountWith, pageStores } from '../testing/mountWith.ts'
import { useExportsStore } from './exportsStore.ts'
import TrayItem from './TrayItem.vue'
import { useTrayStore } from './trayStore.ts'

describe('exports that the server prepares', () => {
  let clicked: string[]

  beforeEach(() => {
    sessionStorage.setItem('coatcheck.session', JSON.stringify(signedIn))
    clicked = clickedLinks()
  })

  afterEach(() => {
    vi.useRealTimers()
    Reflect.deleteProperty(navigator, 'locks')
    vi.restoreAllMocks()
  })

  const keptUntil = '2026-01-01T12:10:00.000Z'
  const ready = () => progressOf({ state: 'ready', bytesWritten: 5, keptUntil })

  async function started(past: ExportProgress[] = []) {
    const server = exportServer(past, { prepares: true })
    const pinia = pageStores(server.api)
    const exports = useExportsStore(pinia)
    await flushPromises()
    await exports.start(progressOf().request)
    return { server, pinia, exports, tray: useTrayStore(pinia), session: useSessionStore(pinia) }
  }

  function unsavedIds(): unknown {
    const stored = JSON.parse(sessionStorage.getItem('coatcheck.unsaved') ?? '{}') as {
      exportIds?: string[]
    }
    return stored.exportIds ?? []
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

  test('have no button while the page starts the download by itself', async () => {
    const { server, exports, pinia } = await started()
    vi.useFakeTimers()
    server.send(ready())
    const wrapper = await mountWith(TrayItem, {
      api: server.api,
      pinia,
      props: { progress: exports.list[0], now: new Date('2026-01-01T12:05:00Z') },
    })
    const hasDownload = () =>
      wrapper.find('[aria-label="Save flights.xlsx"], [aria-label="Download again"]').exists()
    expect(hasDownload()).toBe(false)
    // The browser asks its user first, or has not got round to it.
    await vi.advanceTimersByTimeAsync(3100)
    expect(hasDownload()).toBe(true)
  })

  test('are saved by the tab that asked, after a reload too, and by no other', async () => {
    await started()
    const reloaded = exportServer([], { prepares: true })
    useExportsStore(pageStores(reloaded.api))
    reloaded.send(ready())
    await flushPromises()
    expect(clicked).toEqual([receipt.url])

    sessionStorage.removeItem('coatcheck.unsaved')
    const other = exportServer([], { prepares: true })
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
    // That one used up its click.
    const third = { ...prepared, exportId: '00000000-0000-4000-8000-000000000003' }
    server.api.export.prepare.mutate.mockResolvedValueOnce(third)
    await exports.start(progressOf().request)
    tray.isOpen = false
    server.send({ ...ready(), exportId: third.exportId })
    await flushPromises()
    expect([clicked.length, tray.isOpen]).toEqual([2, true])
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
    const server = exportServer([], { prepares: true, queuedMax: 2 })
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

  test('that the browser does not request stay unsaved, and the tray opens', async () => {
    const { server, tray } = await started()
    tray.isOpen = false
    vi.useFakeTimers()
    server.send(ready())
    await vi.advanceTimersByTimeAsync(2900)
    expect([clicked.length, tray.isOpen]).toEqual([1, false])
    await vi.advanceTimersByTimeAsync(200)
    expect(tray.isOpen).toBe(true)
    expect(unsavedIds()).toEqual([exportId])
    server.send({ ...ready(), bytesSent: 5 })
    expect(unsavedIds()).toEqual([])
  })

  test('that the browser requests are saved once bytes are sent, and the tray stays', async () => {
    const { server, tray } = await started()
    tray.isOpen = false
    vi.useFakeTimers()
    server.send(ready())
    await vi.advanceTimersByTimeAsync(100)
    server.send({ ...ready(), deliveryCount: 1 })
    expect(unsavedIds()).toEqual([exportId])
    await vi.advanceTimersByTimeAsync(5000)
    expect([clicked.length, tray.isOpen]).toEqual([1, false])
    server.send({ ...ready(), deliveryCount: 1, bytesSent: 2 })
    expect(unsavedIds()).toEqual([])
  })

  test('are saved, and news, if they are ready before the server has responded', async () => {
    const server = exportServer([], { prepares: true })
    const exports = useExportsStore(pageStores(server.api))
    await flushPromises()
    server.api.export.prepare.mutate.mockImplementationOnce(async () => {
      server.send(ready())
      return prepared
    })
    await exports.start(progressOf().request)
    await flushPromises()
    expect(clicked).toEqual([receipt.url])
    expect(exports.news?.state).toBe('ready')
  })

  test('are counted while they are sent, not while they wait for a click', async () => {
    const { server, exports } = await started()
    server.send(ready())
    expect(exports.activeCount).toBe(0)
    server.send({ ...ready(), deliveryCount: 1 })
    expect(exports.activeCount).toBe(1)
    server.send({ ...ready(), state: 'delivered', bytesSent: 5 })
    expect(exports.activeCount).toBe(0)
  })

  test('are saved by one of the tabs that ask at once', async () => {
    const held = new Set<string>()
    const request = async (
      name: string,
      _options: unknown,
      work: (lock: object | null) => Promise<unknown>,
    ) => {
      if (held.has(name)) return work(null)
      held.add(name)
      return work({})
    }
    Object.defineProperty(navigator, 'locks', { value: { request }, configurable: true })
    const first = await started()
    const duplicate = exportServer([], { prepares: true })
    const second = useExportsStore(pageStores(duplicate.api))
    await flushPromises()
    first.server.send(ready())
    duplicate.send(ready())
    await flushPromises()
    expect(clicked).toHaveLength(1)
    expect(duplicate.api.export.pickUp.mutate).not.toHaveBeenCalled()
    expect([second.blockedIds, unsavedIds()]).toEqual([[], []])
  })

  test('are downloaded by a ticket if the server no longer prepares any', async () => {
    const server = exportServer([], { prepares: true })
    const exports = useExportsStore(pageStores(server.api))
    await flushPromises()
    server.api.export.prepare.mutate.mockRejectedValueOnce(refusal('cannot-prepare'))
    server.api.export.limits.query.mockResolvedValueOnce({
      rowsMax: 1,
      queuedMax: 20,
      prepares: false,
    })
    await exports.start(progressOf().request)
    expect(clicked).toEqual([receipt.url])
    expect(exports.limits?.prepares).toBe(false)
    await exports.start(progressOf().request)
    expect(server.api.export.prepare.mutate).toHaveBeenCalledOnce()
  })

  test('do not use the server for a ticket after any other refusal', async () => {
    const server = exportServer([], { prepares: true })
    const exports = useExportsStore(pageStores(server.api))
    server.api.export.prepare.mutate.mockRejectedValueOnce(refusal('too-many-exports'))
    await expect(exports.start(progressOf().request)).rejects.toThrow('no')
    expect(server.api.export.createTicket.mutate).not.toHaveBeenCalled()
  })

  test('whose file is gone show what the server says of them', async () => {
    const { server, exports } = await started()
    server.send(progressOf({ ...ready(), bytesSent: 1 }))
    server.api.export.pickUp.mutate.mockRejectedValue(refusal('file-gone'))
    server.api.export.list.query.mockResolvedValueOnce([progressOf({ state: 'expired' })])
    await expect(exports.download(ready())).rejects.toThrow('no')
    expect(server.api.export.list.query).toHaveBeenLastCalledWith({ exportId })
    expect(exports.list.map(({ state }) => state)).toEqual(['expired'])
    server.send(ready())
    server.api.export.list.query.mockResolvedValueOnce([])
    await expect(exports.download(ready())).rejects.toThrow('no')
    expect(exports.list.map(({ state }) => state)).toEqual(['expired'])
  })

  describe('at the end of a session', () => {
    const other = { ...signedIn, viewer: { ...signedIn.viewer, id: 'other' } }

    async function startedThenEnded(end: 'expired' | 'signed-out') {
      const { server, exports, tray, session } = await started()
      server.api.export.pickUp.mutate.mockRejectedValueOnce(new Error('offline'))
      server.send(ready())
      await flushPromises()
      tray.isOpen = false
      if (end === 'signed-out') await session.signOut()
      else session.rejectToken(signedIn.token)
      await flushPromises()
      expect([session.viewer, tray.isOpen, exports.blockedIds]).toEqual([null, false, []])
      return {
        server,
        exports,
        async signInAs(viewer: object) {
          server.api.session.signIn.mutate.mockResolvedValueOnce({ ...signedIn, viewer })
          window.dispatchEvent(new Event('keydown'))
          await session.signIn('name', 'password')
          await flushPromises()
        },
      }
    }

    test('are not the next viewer’s if the server responds after it', async () => {
      const { server, exports, session, tray } = await started()
      let respond = (_response: typeof prepared) => {}
      server.api.export.prepare.mutate.mockReturnValueOnce(
        new Promise((resolve) => {
          respond = resolve
        }),
      )
      const late = exports.start(progressOf().request)
      await flushPromises()
      await session.signOut()
      server.api.session.signIn.mutate.mockResolvedValueOnce(other)
      await session.signIn('name', 'password')
      await expect(late).rejects.toMatchObject({ code: 'closed' })
      respond({ ...prepared, exportId: '00000000-0000-4000-8000-000000000002' })
      await flushPromises()
      expect([exports.list, unsavedIds(), tray.isOpen]).toEqual([[], [], false])
    })

    test('are forgotten when the viewer signs out', async () => {
      const { server, exports, signInAs } = await startedThenEnded('signed-out')
      expect(sessionStorage.getItem('coatcheck.unsaved')).toBeNull()
      await signInAs(signedIn.viewer)
      server.send(progressOf())
      server.send(ready())
      await flushPromises()
      expect([clicked, exports.news]).toEqual([[], null])
    })

    test('are saved when the same viewer comes back after it expired', async () => {
      const { server, exports, signInAs } = await startedThenEnded('expired')
      await signInAs(signedIn.viewer)
      server.send(progressOf())
      server.send(ready())
      await flushPromises()
      expect(clicked).toEqual([receipt.url])
      expect(exports.news?.state).toBe('ready')
    })

    test('are forgotten when another viewer signs in after it expired', async () => {
      const { server, exports, signInAs } = await startedThenEnded('expired')
      await signInAs(other.viewer)
      server.send(progressOf())
      server.send(ready())
      await flushPromises()
      expect([clicked, exports.news, unsavedIds()]).toEqual([[], null, []])
    })
  })
})
