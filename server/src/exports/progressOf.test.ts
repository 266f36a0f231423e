import { expect, test, vi } from 'vitest'
import { ticketRecord } from '../tickets/testing/ticketRecord.ts'
import { ExportJob } from './exportJob.ts'
import { progressOf } from './progressOf.ts'

const result = {
  rowCount: 3,
  cutTextCount: 0,
  textNumberCount: 0,
  sizeBytes: 30,
  sha256: '0'.repeat(64),
}

test('the time that a run took is known once its file is whole', () => {
  const now = vi.spyOn(performance, 'now').mockReturnValue(1000)
  const job = new ExportJob(ticketRecord(), { address: null, ticketEndsAtMs: Infinity })
  job.claim()
  expect(progressOf(job).durationMs).toBeNull()
  job.start()
  now.mockReturnValue(3500.4)
  expect(progressOf(job).durationMs).toBeNull()
  job.complete(result)
  job.finish()
  now.mockReturnValue(9000)
  expect(progressOf(job).durationMs).toBe(2500)
  job.deliver()
  expect(progressOf(job).durationMs).toBe(2500)
  now.mockRestore()
})

test('the filters are put into words', () => {
  const job = new ExportJob(ticketRecord(), { address: null, ticketEndsAtMs: Infinity })
  const words = { title: 'Flights', filterWords: ['From: 2001-01-01'] }
  expect(progressOf(job, () => words)).toMatchObject({ filterWords: words.filterWords })
})
