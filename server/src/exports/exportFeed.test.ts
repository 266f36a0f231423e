import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { TicketRecord } from '../tickets/ticketStore.ts'
import { Export } from './export.ts'
import { ExportFeed } from './exportFeed.ts'

function exportOf(viewerId: string, exportId = viewerId): Export {
  const record: TicketRecord = {
    exportId,
    viewer: { id: viewerId, name: viewerId, scope: { kind: 'all' } },
    sessionId: 'session',
    request: {
      report: 'flights',
      filters: { from: '2001-01-01', until: '2001-02-01' },
      format: 'csv',
    },
    rowCount: 1,
    fileName: 'flights.csv',
    browserHash: null,
    issuedAtMs: 0,
  }
  return new Export(record, 60_000, null)
}

/** A reader, and what has come out of the feed for it so far. */
function follow(feed: ExportFeed, viewerId: string, first: Export[] = []) {
  const stop = new AbortController()
  const seen: Export[] = []
  const ended = (async () => {
    for await (const each of feed.follow(viewerId, first, stop.signal)) seen.push(each)
  })()
  return {
    /** Since the last call. */
    async news() {
      await vi.advanceTimersByTimeAsync(0)
      return seen.splice(0)
    },
    async end() {
      stop.abort()
      await ended
    },
  }
}

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

test('a reader begins with what there is and then hears of each change', async () => {
  const feed = new ExportFeed()
  const [one, other] = [exportOf('seattle', 'one'), exportOf('seattle', 'other')]
  const reader = follow(feed, 'seattle', [one])
  expect(await reader.news()).toEqual([one])
  feed.changed(other)
  expect(await reader.news()).toEqual([other])
  feed.changed(one)
  feed.changed(other)
  expect(await reader.news()).toEqual([one, other])
  await reader.end()
})

test('nobody hears of another viewer’s exports; every tab of a viewer hears of its own', async () => {
  const feed = new ExportFeed()
  const readers = ['seattle', 'seattle', 'atlanta'].map((viewer) => follow(feed, viewer))
  const ours = exportOf('seattle')
  await Promise.all(readers.map(({ news }) => news()))
  feed.changed(ours)
  expect(await Promise.all(readers.map(({ news }) => news()))).toEqual([[ours], [ours], []])
  for (const reader of readers) await reader.end()
})

test('progress comes in beats, however often it is reported', async () => {
  const feed = new ExportFeed()
  const running = exportOf('seattle')
  const reader = follow(feed, 'seattle')
  await reader.news()
  for (let count = 0; count < 1000; count += 1) feed.progressed(running)
  expect(await reader.news()).toEqual([])
  await vi.advanceTimersByTimeAsync(1000)
  expect(await reader.news()).toEqual([running])
  feed.progressed(running)
  await vi.advanceTimersByTimeAsync(1000)
  expect(await reader.news()).toEqual([running])
  await reader.end()
})

test('a change of state does not wait for the beat, and takes the pending one along', async () => {
  const feed = new ExportFeed()
  const running = exportOf('seattle')
  const reader = follow(feed, 'seattle')
  await reader.news()
  feed.progressed(running)
  feed.changed(running)
  expect(await reader.news()).toEqual([running])
  await vi.advanceTimersByTimeAsync(1000)
  expect(await reader.news()).toEqual([])
  await reader.end()
})

test('a slow reader gets the latest state of each export once', async () => {
  const feed = new ExportFeed()
  const [one, other] = [exportOf('seattle', 'one'), exportOf('seattle', 'other')]
  const stop = new AbortController()
  const reader = feed.follow('seattle', [one], stop.signal)
  expect((await reader.next()).value).toBe(one)
  for (let count = 0; count < 1000; count += 1) {
    feed.changed(one)
    feed.changed(other)
  }
  expect((await reader.next()).value).toBe(one)
  expect((await reader.next()).value).toBe(other)
  const nothingMore = reader.next()
  stop.abort()
  expect(await nothingMore).toEqual({ done: true, value: undefined })
})

test('a reader that has gone leaves nothing behind', async () => {
  const feed = new ExportFeed()
  const reader = follow(feed, 'seattle')
  await reader.news()
  await reader.end()
  feed.progressed(exportOf('seattle'))
  expect(vi.getTimerCount()).toBe(0)
})

test('a reader whose signal has already aborted gets nothing and ends', async () => {
  const feed = new ExportFeed()
  const reader = feed.follow('seattle', [exportOf('seattle')], AbortSignal.abort())
  expect(await reader.next()).toEqual({ done: true, value: undefined })
})

test('a closed feed has no beat left', async () => {
  const feed = new ExportFeed()
  const reader = follow(feed, 'seattle')
  await reader.news()
  feed.progressed(exportOf('seattle'))
  feed.close()
  expect(vi.getTimerCount()).toBe(0)
  await reader.end()
})
