import type { ExportProgress } from '@coatcheck/shared'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ProgressStore, NodeMessage } from './progressStore.ts'
import { idOf, progressOf, publish } from './testing/exportProgress.ts'

export interface StoresUnderTest {
  /** The store as two nodes see it; that of a single node is both. */
  readonly here: ProgressStore
  readonly there: ProgressStore
  close(): Promise<void>
}

/** What every progress store guarantees, from node to node. */
export function describeProgressStore(name: string, open: () => Promise<StoresUnderTest>): void {
  describe(`${name}, as a progress store`, () => {
    let stores: StoresUnderTest
    beforeEach(async () => {
      stores = await open()
    })
    afterEach(() => stores.close())

    /** A subscription on one node, and what it has received so far. */
    function subscribe(store: ProgressStore, viewerId: string) {
      const stop = new AbortController()
      const seen: ExportProgress[] = []
      const ended = (async () => {
        for await (const progress of store.subscribe(viewerId, stop.signal)) seen.push(progress)
      })()
      return {
        seen,
        latest: (name: string) => seen.findLast(({ exportId }) => exportId === idOf(name)),
        async end() {
          stop.abort()
          await ended
        },
      }
    }

    test('a subscriber gets all exports first, and then each change', async () => {
      publish(stores.here, progressOf('one'))
      await vi.waitFor(async () => expect(await stores.there.list('seattle')).toHaveLength(1))
      const reader = subscribe(stores.there, 'seattle')
      await vi.waitFor(() => expect(reader.seen).toEqual([progressOf('one')]))
      const done = progressOf('one', { state: 'delivered', rowsWritten: 100 })
      publish(stores.here, done)
      publish(stores.here, progressOf('other'))
      await vi.waitFor(() => {
        expect(reader.latest('one')).toEqual(done)
        expect(reader.latest('other')).toEqual(progressOf('other'))
      })
      await reader.end()
    })

    test('no change of a state is lost, however many come at once', async () => {
      const reader = subscribe(stores.there, 'seattle')
      for (let count = 0; count < 500; count += 1) {
        publish(stores.here, progressOf(`nr ${count}`))
        publish(stores.here, progressOf(`nr ${count}`, { state: 'ready' }))
      }
      await vi.waitFor(() => {
        const ready = reader.seen.filter(({ state }) => state === 'ready')
        expect(new Set(ready.map(({ exportId }) => exportId)).size).toBe(500)
      }, 10_000)
      await reader.end()
    })

    test('every subscriber gets the exports of its viewer, and of no other', async () => {
      const readers = [
        subscribe(stores.there, 'seattle'),
        subscribe(stores.here, 'seattle'),
        subscribe(stores.there, 'atlanta'),
      ]
      publish(stores.here, progressOf('ours'))
      await vi.waitFor(() => {
        for (const reader of readers.slice(0, 2)) expect(reader.seen).toHaveLength(1)
      })
      publish(stores.here, progressOf('theirs'), 'atlanta')
      await vi.waitFor(() => expect(readers[2]!.seen).toEqual([progressOf('theirs')]))
      for (const reader of readers) await reader.end()
      expect(await stores.there.list('seattle')).toEqual([progressOf('ours')])
    })

    test('keeps whole requests, for their viewer alone', async () => {
      const request = { report: 'flights', filters: { origins: ['SEA'] }, format: 'csv' } as const
      stores.here.keepRequest('seattle', idOf('one'), request)
      await vi.waitFor(async () => {
        expect(await stores.there.requestOf('seattle', idOf('one'))).toEqual(request)
      })
      expect(await stores.there.requestOf('atlanta', idOf('one'))).toBeNull()
      expect(await stores.there.requestOf('seattle', idOf('other'))).toBeNull()
    })

    test('a removed export is gone on all nodes, and its request', async () => {
      publish(stores.here, progressOf('one'))
      publish(stores.here, progressOf('other'))
      const request = { report: 'flights', filters: {}, format: 'csv' } as const
      stores.here.keepRequest('seattle', idOf('one'), request)
      await vi.waitFor(async () => {
        expect(await stores.there.requestOf('seattle', idOf('one'))).toEqual(request)
      })
      stores.here.remove('seattle', idOf('one'))
      await vi.waitFor(async () => {
        expect(await stores.there.list('seattle')).toEqual([progressOf('other')])
      })
      expect(await stores.there.requestOf('seattle', idOf('one'))).toBeNull()
    })

    test('a slow subscriber gets the latest progress of each export once', async () => {
      const stop = new AbortController()
      const reader = stores.here.subscribe('seattle', stop.signal)
      publish(stores.here, progressOf('one'))
      await vi.waitFor(async () => expect(await stores.here.list('seattle')).toHaveLength(1))
      expect((await reader.next()).value).toEqual(progressOf('one'))
      const later = stores.here.subscribe('seattle', stop.signal)
      expect((await later.next()).value).toEqual(progressOf('one'))
      for (let rows = 1; rows <= 1000; rows += 1) {
        publish(stores.here, progressOf('one', { rowsWritten: rows }))
      }
      // News takes another way than lists: once a later subscriber has it, this one has it, too.
      for await (const { rowsWritten } of later) if (rowsWritten === 1000) break
      expect((await reader.next()).value).toMatchObject({ rowsWritten: 1000 })
      const nothingMore = reader.next()
      stop.abort()
      expect(await nothingMore).toEqual({ done: true, value: undefined })
    })

    test('a subscription whose signal has aborted already ends at once', async () => {
      publish(stores.here, progressOf('one'))
      const reader = stores.here.subscribe('seattle', AbortSignal.abort())
      expect(await reader.next()).toEqual({ done: true, value: undefined })
    })

    test('what all nodes have sent to a client adds up, in as few parts as there can be', async () => {
      const { here, there } = stores
      expect(await here.addSent('one', 'client', [[0, 10]])).toEqual([[0, 10]])
      expect(await there.addSent('one', 'client', [[20, 5_000_000_000]])).toEqual([
        [0, 10],
        [20, 5_000_000_000],
      ])
      expect(await here.addSent('one', 'other', [])).toEqual([])
      for (let count = 0; count < 20; count += 1) {
        const parts = await (count % 2 === 0 ? here : there).addSent('one', 'client', [
          [0, 10 + count],
        ])
        expect(parts).toHaveLength(count < 10 ? 2 : 1)
      }
    })

    test('of a client that is sent single bytes far apart, so many parts are remembered', async () => {
      const parts = Array.from(
        { length: 10_050 },
        (_, index) => [2 * index, 2 * index + 1] as const,
      )
      await stores.here.addSent('one', 'client', parts.slice(0, 6_000))
      expect(await stores.there.addSent('one', 'client', parts.slice(6_000))).toEqual(
        parts.slice(0, 10_000),
      )
    })

    test('the end of an export is claimed once', async () => {
      const claims = [stores.here, stores.there, stores.here].map((store) => store.claimEnd('one'))
      const isFirst = await Promise.all(claims)
      expect(isFirst.filter(Boolean)).toHaveLength(1)
      expect(await stores.there.claimEnd('other')).toBe(true)
    })

    test('a file is shown as expired when its time is over, though no node says so', async () => {
      const kept = {
        state: 'ready' as const,
        keptUntil: new Date(Date.now() - 60_000).toISOString(),
      }
      publish(stores.here, progressOf('over', kept))
      publish(stores.here, progressOf('sent', { ...kept, deliveryCount: 1 }))
      await vi.waitFor(async () => {
        const listed = await stores.there.list('seattle')
        expect(listed.find(({ exportId }) => exportId === idOf('sent'))?.state).toBe('ready')
        expect(listed.find(({ exportId }) => exportId === idOf('over'))).toMatchObject({
          state: 'expired',
          keptUntil: null,
        })
      })
    })

    test('a message of one node reaches all', async () => {
      const heard: [string, NodeMessage][] = []
      stores.here.subscribeToMessages((message) => heard.push(['here', message]))
      stores.there.subscribeToMessages((message) => heard.push(['there', message]))
      stores.here.publishMessage({ type: 'cancel', exportId: 'one' })
      stores.here.publishMessage({ type: 'sessionEnded', sessionId: 's1' })
      await vi.waitFor(() => {
        expect(heard).toContainEqual(['there', { type: 'cancel', exportId: 'one' }])
        expect(heard).toContainEqual(['there', { type: 'sessionEnded', sessionId: 's1' }])
      })
    })
  })
}
