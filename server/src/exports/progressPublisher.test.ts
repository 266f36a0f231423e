import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { MemoryProgressStore } from '../progress/memoryProgressStore.ts'
import { ticketRecord } from '../tickets/testing/ticketRecord.ts'
import { ExportJob } from './exportJob.ts'
import { ProgressPublisher } from './progressPublisher.ts'

let store: MemoryProgressStore
let publisher: ProgressPublisher
let job: ExportJob

beforeEach(() => {
  vi.useFakeTimers()
  store = new MemoryProgressStore()
  publisher = new ProgressPublisher(store)
  job = new ExportJob(ticketRecord(), { address: null, ticketEndsAtMs: 0 })
  job.claim()
})

afterEach(() => {
  vi.useRealTimers()
})

async function rowsPublished(): Promise<number | undefined> {
  return (await store.list(job.viewerId))[0]?.rowsWritten
}

test('progress is published at intervals, however often it is reported', async () => {
  for (let rows = 1; rows <= 1000; rows += 1) {
    job.run?.progress(rows, rows)
    publisher.progressed(job)
  }
  expect(await rowsPublished()).toBeUndefined()
  await vi.advanceTimersByTimeAsync(1000)
  expect(await rowsPublished()).toBe(1000)
  expect(vi.getTimerCount()).toBe(0)
})

test('a change of state is published at once, with the latest progress', async () => {
  job.run?.progress(5, 5)
  publisher.progressed(job)
  publisher.changed(job)
  expect(await rowsPublished()).toBe(5)
  expect(vi.getTimerCount()).toBe(0)
})

test('a removed export stays removed, even if progress was pending', async () => {
  publisher.changed(job)
  publisher.progressed(job)
  publisher.remove(job)
  await vi.advanceTimersByTimeAsync(1000)
  expect(await store.list(job.viewerId)).toEqual([])
})

test('a closed publisher leaves no timer', () => {
  publisher.progressed(job)
  publisher.close()
  expect(vi.getTimerCount()).toBe(0)
})
