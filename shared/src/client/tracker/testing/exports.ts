import type { ExportProgress } from '../../../exportProgress.ts'
import { newProgress } from '../../../newProgress.ts'
import type { TicketReceipt } from '../../../ticketReceipt.ts'

/** A readable UUID for each number. */
export function exportIdOf(count: number): string {
  return `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`
}

export const exportId = exportIdOf(1)

export const request = {
  report: 'flights',
  filters: { from: '2001-01-01', until: '2001-02-01' },
  format: 'xlsx',
} as const

export function progressOf(part: Partial<ExportProgress> = {}): ExportProgress {
  const running = newProgress({
    exportId,
    state: 'running',
    request,
    fileName: 'flights.xlsx',
    rowCount: 1000,
    createdAt: '2026-01-01T12:00:00.000Z',
  })
  return { ...running, ...part }
}

export function receiptOf(id = exportId): TicketReceipt {
  return {
    exportId: id,
    ticket: 'x'.repeat(43),
    url: `/export/download?ticket=${id}`,
    fileName: 'flights.xlsx',
    rowCount: 1000,
    expiresAt: '2026-01-01T12:01:00.000Z',
  }
}
