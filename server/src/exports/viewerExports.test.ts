import type { ExportProgress, ExportRequest } from '@coatcheck/shared'
import { expect, test, vi } from 'vitest'
import { openAuditFile } from '../audit/auditFile.ts'
import type { AuditEvent, AuditRecord } from '../audit/auditEvent.ts'
import type { AuditLog } from '../audit/auditLog.ts'
import { aRequest, exportIdOf, issued, temporaryDataDir } from '../audit/testing/auditRecords.ts'
import { demoCatalogue } from '../demo/testing/demoRequests.ts'
import { MemoryProgressStore } from '../progress/memoryProgressStore.ts'
import type { Turns } from '../reports/queryTurns.ts'
import { ticketRecord } from '../tickets/testing/ticketRecord.ts'
import { MemoryTicketStore } from '../tickets/memoryTicketStore.ts'
import { ExportJob } from './exportJob.ts'
import { progressOf } from './progressOf.ts'
import { requestWordsOf } from './requestWords.ts'
import { ViewerExports } from './viewerExports.ts'
import { Watches } from './watches.ts'

const about = (count: number, request: ExportRequest = aRequest) => ({
  viewerId: 'seattle',
  address: null,
  exportId: exportIdOf(count),
  request,
})
const claimed = (count: number): AuditEvent => ({ type: 'claimed', ...about(count) })
const delivered = (count: number): AuditEvent => ({ type: 'delivered', ...about(count) })
const completed = (count: number): AuditEvent => ({
  type: 'completed',
  ...about(count),
  rows: 70,
  bytes: 7000,
  sha256: '0'.repeat(64),
})
const wholeExport = (count: number) => [
  issued(count),
  claimed(count),
  completed(count),
  delivered(count),
]
const timeOf = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString()

/** A log of events of one second each. */
function logOf(events: readonly AuditEvent[]): AuditLog {
  const records = events.map((event, position): AuditRecord => ({
    ...event,
    at: timeOf(position),
    position,
  }))
  return {
    append: async () => {},
    async listFor(viewerId, { limit, before = Infinity }) {
      const own = records.filter((record) => record.viewerId === viewerId)
      return own
        .filter(({ position }) => position < before)
        .reverse()
        .slice(0, limit)
    },
    close: async () => {},
  }
}

function exportsOf(audit: AuditLog, live: readonly ExportProgress[] = []) {
  const progress = new MemoryProgressStore()
  for (const known of live) progress.publish('seattle', known)
  const taken = vi.fn<() => void>()
  const turns: Turns = {
    take(_viewerId, read) {
      taken()
      return read(new AbortController().signal)
    },
  }
  const listFor = vi.spyOn(audit, 'listFor')
  const exports = new ViewerExports({
    audit,
    progress,
    turns,
    tickets: new MemoryTicketStore(),
    endSession: () => {},
    sharedFiles: { take: async () => undefined, giveBack: () => {} },
    sharedEnds: { delete: async () => {} },
    watches: new Watches({ watchesPerViewerMax: 20 }),
    wordsOf: requestWordsOf(demoCatalogue),
    draining: new AbortController().signal,
  })
  return { exports, taken, listFor }
}

const numbersOf = (listed: readonly ExportProgress[]) =>
  listed.map(({ exportId }) => Number(exportId.slice(-6)))
const range = (first: number, last: number) =>
  Array.from({ length: first - last + 1 }, (_, index) => first - index)

test('a history of any length is listed page by page, each export once and whole', async () => {
  const { exports } = exportsOf(logOf(range(500, 1).reverse().flatMap(wholeExport)))
  const seen: ExportProgress[] = []
  for (let before: string | undefined; ; before = seen.at(-1)?.createdAt) {
    const page = await exports.list('seattle', { limit: 30, before })
    if (page.length === 0) break
    seen.push(...page)
  }
  expect(numbersOf(seen)).toEqual(range(500, 1))
  const states = new Set(seen.map(({ state, sha256 }) => `${state} ${sha256?.length}`))
  expect([...states]).toEqual(['delivered 64'])
})

test('an export whose records lie far apart comes in its place, with its end', async () => {
  // The first export ends after all others: its records straddle many pages.
  const between = range(401, 2).reverse().flatMap(wholeExport)
  const { exports } = exportsOf(logOf([issued(1), claimed(1), ...between, completed(1)]))
  const newest = await exports.list('seattle', { limit: 30 })
  expect(numbersOf(newest)).toEqual(range(401, 372))
  const oldest = await exports.list('seattle', { limit: 5, before: newest.at(-1)!.createdAt })
  expect(numbersOf(oldest)).toEqual(range(371, 367))
  const [first] = await exports.list('seattle', { limit: 5, before: timeOf(1) })
  expect(first).toMatchObject({ exportId: exportIdOf(1), rowsWritten: 70, createdAt: timeOf(0) })
})

test('an export that began before the records that are read is left out', async () => {
  const between = range(1001, 2).reverse().flatMap(wholeExport)
  const { exports, listFor } = exportsOf(logOf([issued(1), ...between, claimed(1), completed(1)]))
  const listed = await exports.list('seattle', { limit: 100, before: timeOf(1100) })
  expect(listFor).toHaveBeenCalledTimes(10)
  expect(numbersOf(listed)).not.toContain(1)
  expect(await exports.list('seattle', { limit: 100, exportId: exportIdOf(1) })).toEqual([])
})

test('no more records are read than are needed', async () => {
  const { exports, listFor } = exportsOf(logOf(range(500, 1).reverse().flatMap(wholeExport)))
  await exports.list('seattle', { limit: 30 })
  expect(listFor).toHaveBeenCalledTimes(1)
})

test('the search looks at file name, report, filters and id, in any case', async () => {
  const requests: ExportRequest[] = [
    { ...aRequest, filters: { ...aRequest.filters, origins: ['SEA', 'ATL'] } },
    { ...aRequest, filters: { ...aRequest.filters, minDelay: 15 } },
    { ...aRequest, report: 'bird-strikes', filters: { species: ['Möwe'] } },
    { ...aRequest, fileName: 'Quarter' },
    { ...aRequest, report: 'trains' },
  ]
  const events = requests.map((request, index) => ({ ...issued(index + 1), request }))
  const { exports } = exportsOf(logOf(events))
  const found = async (search: string) =>
    numbersOf(await exports.list('seattle', { limit: 100, search }))
  expect(await found('sea')).toEqual([1])
  expect(await found('ORIGIN: SEA')).toEqual([1])
  expect(await found('delay at least: 15')).toEqual([2])
  expect(await found('MÖWE')).toEqual([3])
  expect(await found('Bird strikes')).toEqual([3])
  expect(await found(' quarter.xlsx ')).toEqual([4])
  expect(await found('trains')).toEqual([5])
  expect(await found(exportIdOf(2).toUpperCase())).toEqual([2])
  expect(await found('nothing')).toEqual([])
  expect(await found('flights')).toEqual([4, 2, 1])
})

test('the search reaches as far back as the list, and pages too', async () => {
  const events = range(400, 1)
    .reverse()
    .flatMap((count) => {
      const [first, ...rest] = wholeExport(count)
      const request = { ...aRequest, fileName: count % 100 === 0 ? 'Hundred' : 'Other' }
      return [{ ...first!, request }, ...rest]
    })
  const { exports } = exportsOf(logOf(events))
  const newest = await exports.list('seattle', { limit: 2, search: 'hundred' })
  expect(numbersOf(newest)).toEqual([400, 300])
  const before = newest.at(-1)!.createdAt
  const rest = await exports.list('seattle', { limit: 3, search: 'hundred', before })
  expect(numbersOf(rest)).toEqual([200, 100])
})

test('present exports are listed among the past ones, by the same rules', async () => {
  const record = ticketRecord({ exportId: exportIdOf(9), issuedAtMs: Date.parse(timeOf(2)) })
  const job = new ExportJob(record, { address: null, ticketEndsAtMs: Infinity })
  const live = progressOf(job, requestWordsOf(demoCatalogue))
  const { exports, taken } = exportsOf(logOf([1, 2, 9, 3, 4].map((n) => issued(n))), [live])
  expect(numbersOf(await exports.list('seattle', { limit: 30 }))).toEqual([4, 3, 9, 2, 1])
  const older = await exports.list('seattle', { limit: 30, before: timeOf(2) })
  expect(numbersOf(older)).toEqual([2, 1])
  const found = await exports.list('seattle', { limit: 30, search: exportIdOf(9) })
  expect(numbersOf(found)).toEqual([9])
  expect(taken).toHaveBeenCalledTimes(3)
})

test('one export is found without a turn while it is present, and in the history later', async () => {
  const record = ticketRecord({ exportId: exportIdOf(9), issuedAtMs: 0 })
  const job = new ExportJob(record, { address: null, ticketEndsAtMs: Infinity })
  const { exports, taken } = exportsOf(logOf(wholeExport(1)), [progressOf(job)])
  const one = (count: number) =>
    exports.list('seattle', { limit: 1, exportId: exportIdOf(count), before: timeOf(0) })
  expect(await one(9)).toMatchObject([{ exportId: exportIdOf(9), state: 'waiting' }])
  expect(taken).not.toHaveBeenCalled()
  expect(await one(1)).toMatchObject([{ exportId: exportIdOf(1), state: 'delivered' }])
  expect(taken).toHaveBeenCalledOnce()
  expect(await one(7)).toEqual([])
  expect(await exports.list('atlanta', { limit: 1, exportId: exportIdOf(9) })).toEqual([])
})

test('the whole request of an export is found as far back as the list goes', async () => {
  const { exports } = exportsOf(logOf(range(500, 1).reverse().flatMap(wholeExport)))
  expect(await exports.request('seattle', exportIdOf(1))).toEqual(aRequest)
  await expect(exports.request('seattle', exportIdOf(999))).rejects.toThrow('no such export')
})

test('the audit file is paged like any other log', async () => {
  await using folder = await temporaryDataDir()
  let second = 0
  const audit = await openAuditFile({
    dataDir: folder.path,
    now: () => Date.parse(timeOf((second += 1))),
  })
  for (const event of range(150, 1).reverse().flatMap(wholeExport)) await audit.append(event)
  const { exports } = exportsOf(audit)
  const newest = await exports.list('seattle', { limit: 100 })
  const rest = await exports.list('seattle', { limit: 100, before: newest.at(-1)!.createdAt })
  expect(numbersOf([...newest, ...rest])).toEqual(range(150, 1))
  await audit.close()
})
