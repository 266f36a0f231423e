import { newProgress, type ExportProgress, type TicketReceipt } from '@coatcheck/shared'

export const exportId = '00000000-0000-4000-8000-000000000001'

/** A readable UUID for each number. */
export function exportIdOf(count: number): string {
  return `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`
}

export function progressOf(part: Partial<ExportProgress> = {}): ExportProgress {
  const running = newProgress({
    exportId,
    state: 'running',
    request: {
      report: 'flights',
      filters: { from: '2001-01-01', until: '2001-02-01' },
      format: 'xlsx',
    },
    fileName: 'flights.xlsx',
    rowCount: 1000,
    createdAt: '2026-01-01T12:00:00.000Z',
  })
  return { ...running, ...part }
}

export const receipt: TicketReceipt = {
  exportId,
  ticket: 'x'.repeat(43),
  url: `/export/download?ticket=${'x'.repeat(43)}`,
  fileName: 'flights.xlsx',
  rowCount: 1000,
  expiresAt: '2026-01-01T12:01:00.000Z',
}

export const signedIn = {
  token: 'token-1',
  viewer: { id: 'analyst', name: 'Network analyst', scope: { kind: 'all' } },
  expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
  provider: null,
}
