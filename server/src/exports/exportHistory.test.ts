import { exportProgressSchema, type ErrorCode } from '@coatcheck/shared'
import { expect, test } from 'vitest'
import type { AuditEvent, AuditRecord } from '../audit/auditEvent.ts'
import { demoCatalogue } from '../demo/testing/demoRequests.ts'
import { exportHistory } from './exportHistory.ts'
import { requestWordsOf } from './requestWords.ts'
import { aRequest, exportIdOf, issued as issuedOf } from '../audit/testing/auditRecords.ts'

type Step = (count: number) => AuditEvent

const about = (count: number) => ({
  viewerId: 'seattle',
  address: null,
  exportId: exportIdOf(count),
  request: aRequest,
})
const issued: Step = (count) => issuedOf(count)
const claimed: Step = (count) => ({ type: 'claimed', ...about(count) })
const resumed: Step = (count) => ({ type: 'resumed', ...about(count) })
const delivered: Step = (count) => ({ type: 'delivered', ...about(count) })
const cancelled: Step = (count) => ({ type: 'cancelled', ...about(count) })
const expired: Step = (count) => ({ type: 'expired', ...about(count) })
const completed: Step = (count) => ({
  type: 'completed',
  ...about(count),
  rows: 70,
  bytes: 7000,
  sha256: '0'.repeat(64),
  durationMs: 1234,
})
const failed =
  (code: ErrorCode): Step =>
  (count) => ({ type: 'failed', ...about(count), code })
const refused =
  (code: ErrorCode): Step =>
  (count) => ({ type: 'refused', ...about(count), code })

const wordsOf = requestWordsOf(demoCatalogue)

const timeOf = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString()

/** History of events of one second each. */
function historyOf(events: readonly AuditEvent[]) {
  const records = events.map((event, at): AuditRecord => ({
    ...event,
    at: timeOf(at),
    position: at,
  }))
  return exportHistory(records.toReversed(), wordsOf)
}

const onlyOne = (...steps: Step[]) => historyOf(steps.map((step) => step(1)))[0]!

test.each<[string, Step[], string, ErrorCode | null]>([
  ['an unused ticket', [issued], 'expired', null],
  ['a ticket that expired', [issued, expired], 'expired', null],
  ['a run that ended with its process', [issued, claimed], 'failed', 'worker-failed'],
  ['a file that was not fetched to the end', [issued, claimed, completed], 'expired', null],
  ['a file that was dropped', [issued, claimed, completed, expired], 'expired', null],
  ['a delivery', [issued, claimed, completed, delivered], 'delivered', null],
  ['a second fetch', [issued, claimed, completed, delivered, resumed], 'delivered', null],
  ['a failed run', [issued, claimed, failed('database-failed')], 'failed', 'database-failed'],
  ['a cancelled ticket', [issued, cancelled], 'cancelled', null],
  ['a cancelled run', [issued, claimed, cancelled], 'cancelled', null],
  ['a cancelled file', [issued, claimed, completed, cancelled], 'cancelled', null],
  ['a refusal', [issued, refused('queue-full')], 'failed', 'queue-full'],
  [
    'a refusal whose ticket then expired',
    [issued, refused('queue-full'), expired],
    'expired',
    null,
  ],
  [
    'a second try after a refusal',
    [issued, refused('queue-full'), claimed, completed, delivered],
    'delivered',
    null,
  ],
  [
    'a second try after a run that failed before its first byte',
    [issued, claimed, failed('database-failed'), claimed, completed, delivered],
    'delivered',
    null,
  ],
  [
    'a cancel while its download waited',
    [issued, claimed, cancelled, refused('cancelled')],
    'cancelled',
    null,
  ],
  [
    'a return to a run that had failed',
    [issued, claimed, failed('database-failed'), refused('ticket-unknown')],
    'failed',
    'database-failed',
  ],
  [
    'a file that was kept after its delivery',
    [issued, claimed, completed, delivered, expired],
    'expired',
    null,
  ],
  [
    'a second run for the same browser, on another node, that failed',
    [issued, claimed, completed, delivered, claimed, failed('queue-full')],
    'delivered',
    null,
  ],
  [
    'two refusals one after the other',
    [issued, refused('queue-full'), refused('spool-full')],
    'failed',
    'spool-full',
  ],
  [
    'a return that was refused, to a file that had been delivered',
    [issued, claimed, completed, delivered, refused('ticket-unknown')],
    'delivered',
    null,
  ],
])('%s is listed as it ended', (_what, steps, state, errorCode) => {
  const past = onlyOne(...steps)
  expect(past).toMatchObject({ state, errorCode })
  expect(exportProgressSchema.parse(past)).toEqual(past)
})

test('an export begins when its ticket was issued and ends with its delivery', () => {
  expect(onlyOne(issued, claimed, completed, delivered, resumed)).toMatchObject({
    createdAt: timeOf(0),
    finishedAt: timeOf(3),
    fileName: 'flights_2001-01.xlsx',
    filterWords: ['From: 2001-01-01', 'To: 2001-01-31'],
    durationMs: 1234,
    request: aRequest,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    keptUntil: null,
  })
})

test('what was under way again has not ended with its first try', () => {
  const past = onlyOne(issued, refused('queue-full'), claimed)
  expect(past).toMatchObject({ state: 'failed', errorCode: 'worker-failed', finishedAt: null })
})

test('rows are those counted until the rows written are known', () => {
  expect(onlyOne(issued, claimed)).toMatchObject({
    rowCount: 1,
    rowsWritten: 0,
    bytesSent: 0,
    sha256: null,
  })
  expect(onlyOne(issued, claimed, completed)).toMatchObject({
    rowCount: 70,
    rowsWritten: 70,
    bytesWritten: 7000,
    bytesSent: 0,
  })
  expect(onlyOne(issued, claimed, completed, delivered)).toMatchObject({ bytesSent: 7000 })
})

test('the export that changed last comes first', () => {
  const events = [issued(1), issued(2), issued(3), claimed(1), completed(1)]
  expect(historyOf(events).map(({ exportId }) => exportId)).toEqual([1, 3, 2].map(exportIdOf))
})

test('an export whose first records are too old is put together from the rest', () => {
  expect(onlyOne(completed, delivered)).toMatchObject({
    state: 'delivered',
    rowCount: 70,
    createdAt: timeOf(0),
  })
})

test('an export of which only a shortened request is left has its name and words all the same', () => {
  const origins = Array.from({ length: 20 }, (_, index) => `A${index}`)
  const request = { ...aRequest, filters: { origins } }
  const record = { ...completed(1), request, listLengths: { 'filters.origins': 45 } }
  expect(historyOf([record])[0]).toMatchObject({
    fileName: 'flights_45origins.xlsx',
    filterWords: [expect.stringMatching(/^Origin: A0, .* and 25 more$/) as string],
  })
})

test('refusals without an export, and requests that can no longer be read, are left out', () => {
  const nothing = { ...refused('draining')(1), exportId: null } as AuditEvent
  const records: AuditRecord[] = [
    { ...nothing, at: timeOf(1), position: 1 },
    { ...issued(2), request: null, at: timeOf(0), position: 0 },
  ]
  expect(exportHistory(records, wordsOf)).toEqual([])
})
