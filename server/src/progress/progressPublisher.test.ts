import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { TicketRecord } from '../tickets/ticketStore.ts'
import { Export } from '../exports/exportJob.ts'
import { ProgressPublisher } from './progressPublisher.ts'
import { MemoryProgressStore } from './memoryProgressStore.ts'

const record: TicketRecord = {
  exportId: 'one',
  viewer: { id: 'seattle', name: 'Seattle', scope: { kind: 'all' } },
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

let board: MemoryProgressStore
let feed: ProgressPublisher
let running: Export

beforeEach(() => {
  vi.useFakeTimers()
  board = new MemoryProgressStore()
  feed = new ProgressPublisher(board)
  running = new Export(record, null)
})

afterEach(() => {
  vi.useRealTimers()
})

async function rowsPosted(): Promise<number | undefined> {
  return (await board.list('seattle'))[0]?.rowsWritten
}

test('progress is posted in beats, however often it is reported', async () => {
  for (let rows = 1; rows <= 1000; rows += 1) {
    running.rowsWritten = rows
    feed.progressed(running)
  }
  expect(await rowsPosted()).toBeUndefined()
  await vi.advanceTimersByTimeAsync(1000)
  expect(await rowsPosted()).toBe(1000)
  expect(vi.getTimerCount()).toBe(0)
})

test('a change of state does not wait for the beat, and takes the pending one along', async () => {
  running.rowsWritten = 5
  feed.progressed(running)
  feed.changed(running)
  expect(await rowsPosted()).toBe(5)
  expect(vi.getTimerCount()).toBe(0)
})

test('what is gone stays gone, whatever was to be posted', async () => {
  feed.changed(running)
  feed.progressed(running)
  feed.gone(running)
  await vi.advanceTimersByTimeAsync(1000)
  expect(await board.list('seattle')).toEqual([])
})

test('a closed feed has no beat left', () => {
  feed.progressed(running)
  feed.close()
  expect(vi.getTimerCount()).toBe(0)
})
