import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { defaultLimits } from '../limits.ts'
import { noDatabase } from '../database/noDatabase.ts'
import { QueryTurns } from './queryTurns.ts'
import { rowsReaders } from './rowsReaders.ts'
import { defineRowsReport, type RowsReport } from './rowsReport.ts'

function numbersReaders(rows: RowsReport['rows'], signal?: AbortSignal) {
  const report = defineRowsReport({
    description: {
      id: 'numbers',
      title: 'Numbers',
      description: 'One after the other.',
      range: null,
      filters: z.strictObject({}),
      fields: [],
      columns: [{ id: 'number', label: 'Number', type: 'integer', width: 10 }],
      measures: [],
      charts: [],
    },
    rows: rows as never,
    count: () => 10,
  }) as unknown as RowsReport
  const turns = new QueryTurns(defaultLimits)
  const viewer = { id: 'ada', name: 'Ada', scope: null } as never
  return {
    turns,
    readers: rowsReaders({ report, viewer, turns, signal, database: noDatabase() }),
  }
}

const request = { report: 'numbers', filters: {} } as const

async function* numbers(end: number, onEnd = () => {}) {
  try {
    for (let number = 0; number < end; number += 1) yield { number }
  } finally {
    onEnd()
  }
}

test('a page far down leaves turns of the event loop to others', async () => {
  const { readers } = numbersReaders(() => numbers(100_000))
  let turns = 0
  const ticking = new AbortController()
  void (async () => {
    for (; !ticking.signal.aborted; turns += 1) await turn()
  })()
  const { columns } = await readers.page({ ...request, offset: 90_000, limit: 2 })
  ticking.abort()
  expect(columns).toEqual({ number: [90_000, 90_001] })
  expect(turns).toBeGreaterThan(50)
})

test('skipping to a page ends when the requester has left', async () => {
  const abort = new AbortController()
  let isClosed = false
  const endless = () => numbers(Infinity, () => (isClosed = true))
  const { readers, turns } = numbersReaders(endless, abort.signal)
  const page = readers.page({ ...request, offset: 1_000_000_000, limit: 1 })
  await turn()
  expect(turns.running).toBe(1)
  abort.abort()
  await expect(page).rejects.toMatchObject({ code: 'cancelled' })
  expect([isClosed, turns.running]).toEqual([true, 0])
})

test('a page keeps its turn until its rows have been closed', async () => {
  let close = () => {}
  const closing = new Promise<void>((resolve) => (close = resolve))
  async function* rows() {
    try {
      yield* numbers(Infinity)
    } finally {
      await closing
    }
  }
  const { readers, turns } = numbersReaders(rows)
  const page = readers.page({ ...request, offset: 0, limit: 1 })
  await turn()
  expect(turns.running).toBe(1)
  close()
  expect((await page).rowCount).toBe(1)
  expect(turns.running).toBe(0)
})
