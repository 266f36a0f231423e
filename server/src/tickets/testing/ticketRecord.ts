import type { TicketLimits, TicketRecord } from '../ticketStore.ts'

export const limitsUnderTest: TicketLimits = {
  ticketTtlMs: 1_000,
  ticketsPerViewerMax: 300,
  ticketsMax: 1_000,
  ticketsPerMinuteMax: 10_000,
  // A claimed ticket is remembered for the sum of these.
  runDeadlineMs: 500,
  deliveryDeadlineMs: 500,
  keepMs: 1_000,
}

let exportCount = 0

export function ticketRecord(overrides: Partial<TicketRecord> = {}): TicketRecord {
  exportCount += 1
  return {
    exportId: `export-${exportCount}`,
    viewer: { id: 'analyst', name: 'Analyst', scope: { kind: 'all' } },
    sessionId: 'session-1',
    request: {
      report: 'flights',
      filters: { from: '2001-01-01', until: '2001-02-01' },
      format: 'xlsx',
    },
    rowCount: 3,
    fileName: 'flights.xlsx',
    browserHash: null,
    issuedAtMs: Date.now(),
    ...overrides,
  }
}
