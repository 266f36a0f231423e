import type { ExportProgress } from '@coatcheck/shared'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ProgressStore, NodeMessage } from './progressStore.ts'

export interface BoardsUnderTest {
  /** Two nodes' views of one board; a board for a single node is both. */
  readonly here: ProgressStore
  readonly there: ProgressStore
  close(): Promise<void>
}

/** A UUID for a name of up to six characters. */
export function idOf(name: string): string {
  return `00000000-0000-4000-8000-${Buffer.from(name).toString('hex').padStart(12, '0')}`
}

export function progressOf(name: string, overrides: Partial<ExportProgress> = {}): ExportProgress {
  return {
    exportId: idOf(name),
    state: 'running',
    request: {
      report: 'flights',
      filters: { from: '2001-01-01', until: '2001-02-01' },
      format: 'csv',
    },
    fileName: 'flights.csv',
    rowCount: 100,
    rowsWritten: 0,
    bytesWritten: 0,
    bytesSent: 0,
    placeInLine: null,
    errorCode: null,
    createdAt: '2001-01-01T00:00:00.000Z',
    finishedAt: null,
    sha256: null,
    keptUntil: null,
    ...overrides,
  }
}

/** What every board promises, from node to node. */
export function describeExportBoard(name: string, open: () => Promise<BoardsUnderTest>): void {
  describe(`${name}, as a board`, () => {
    let boards: BoardsUnderTest
    beforeEach(async () => {
      boards = await open()
    })
    afterEach(() => boards.close())

    /** A reader on one node, and what it has been told so far. */
    function follow(board: ProgressStore, viewerId: string) {
      const stop = new AbortController()
      const seen: ExportProgress[] = []
      const ended = (async () => {
        for await (const progress of board.follow(viewerId, stop.signal)) seen.push(progress)
      })()
      return {
        seen,
        latest: (name: string) => seen.findLast((each) => each.exportId === idOf(name)),
        async end() {
          stop.abort()
          await ended
        },
      }
    }

    test('a reader begins with what is up and then hears of each change', async () => {
      boards.here.post('seattle', progressOf('one'))
      await vi.waitFor(async () => expect(await boards.there.list('seattle')).toHaveLength(1))
      const reader = follow(boards.there, 'seattle')
      await vi.waitFor(() => expect(reader.seen).toEqual([progressOf('one')]))
      const done = progressOf('one', { state: 'delivered', rowsWritten: 100 })
      boards.here.post('seattle', done)
      boards.here.post('seattle', progressOf('other'))
      await vi.waitFor(() => {
        expect(reader.latest('one')).toEqual(done)
        expect(reader.latest('other')).toEqual(progressOf('other'))
      })
      await reader.end()
    })

    test('no change of a state is lost, however many come at once', async () => {
      const reader = follow(boards.there, 'seattle')
      for (let count = 0; count < 500; count += 1) {
        boards.here.post('seattle', progressOf(`nr ${count}`))
        boards.here.post('seattle', progressOf(`nr ${count}`, { state: 'ready' }))
      }
      await vi.waitFor(() => {
        const ready = reader.seen.filter(({ state }) => state === 'ready')
        expect(new Set(ready.map(({ exportId }) => exportId)).size).toBe(500)
      }, 10_000)
      await reader.end()
    })

    test('nobody hears of another viewer’s exports; every tab of a viewer hears of its own', async () => {
      const readers = [
        follow(boards.there, 'seattle'),
        follow(boards.here, 'seattle'),
        follow(boards.there, 'atlanta'),
      ]
      boards.here.post('seattle', progressOf('ours'))
      await vi.waitFor(() => {
        for (const reader of readers.slice(0, 2)) expect(reader.seen).toHaveLength(1)
      })
      boards.here.post('atlanta', progressOf('theirs'))
      await vi.waitFor(() => expect(readers[2]!.seen).toEqual([progressOf('theirs')]))
      for (const reader of readers) await reader.end()
      expect(await boards.there.list('seattle')).toEqual([progressOf('ours')])
    })

    test('what is taken down is gone for everyone', async () => {
      boards.here.post('seattle', progressOf('one'))
      boards.here.post('seattle', progressOf('other'))
      boards.here.remove('seattle', idOf('one'))
      await vi.waitFor(async () => {
        expect(await boards.there.list('seattle')).toEqual([progressOf('other')])
      })
    })

    test('a slow reader gets the latest note about each export once', async () => {
      const stop = new AbortController()
      const reader = boards.here.follow('seattle', stop.signal)
      boards.here.post('seattle', progressOf('one'))
      await vi.waitFor(async () => expect(await boards.here.list('seattle')).toHaveLength(1))
      expect((await reader.next()).value).toEqual(progressOf('one'))
      for (let rows = 1; rows <= 1000; rows += 1) {
        boards.here.post('seattle', progressOf('one', { rowsWritten: rows }))
      }
      await vi.waitFor(async () => {
        expect(await boards.here.list('seattle')).toMatchObject([{ rowsWritten: 1000 }])
      })
      expect((await reader.next()).value).toMatchObject({ rowsWritten: 1000 })
      const nothingMore = reader.next()
      stop.abort()
      expect(await nothingMore).toEqual({ done: true, value: undefined })
    })

    test('a reader whose signal has already aborted gets nothing and ends', async () => {
      boards.here.post('seattle', progressOf('one'))
      const reader = boards.here.follow('seattle', AbortSignal.abort())
      expect(await reader.next()).toEqual({ done: true, value: undefined })
    })

    test('what one node tells reaches all', async () => {
      const heard: [string, NodeMessage][] = []
      boards.here.listen((word) => heard.push(['here', word]))
      boards.there.listen((word) => heard.push(['there', word]))
      boards.here.tell({ type: 'cancel', exportId: 'one' })
      await vi.waitFor(() => {
        expect(heard).toContainEqual(['there', { type: 'cancel', exportId: 'one' }])
      })
    })
  })
}
