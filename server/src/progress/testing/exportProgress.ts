import { newProgress, type ExportProgress } from '@coatcheck/shared'
import type { ProgressStore } from '../progressStore.ts'

/** Life of the tickets under test. */
export const ticketTtlMs = 60_000

/** A UUID for a name of up to six characters. */
export function idOf(name: string): string {
  return `00000000-0000-4000-8000-${Buffer.from(name).toString('hex').padStart(12, '0')}`
}

export function progressOf(name: string, overrides: Partial<ExportProgress> = {}): ExportProgress {
  const running = newProgress({
    exportId: idOf(name),
    state: 'running',
    request: {
      report: 'flights',
      filters: { from: '2001-01-01', until: '2001-02-01' },
      format: 'csv',
    },
    fileName: 'flights.csv',
    rowCount: 100,
    createdAt: '2001-01-01T00:00:00.000Z',
  })
  return { ...running, ...overrides }
}

/** Publishes for the viewer `seattle` unless another one is named. */
export function publish(
  store: ProgressStore,
  progress: ExportProgress,
  viewerId = 'seattle',
): void {
  store.publish(viewerId, progress, { isShared: false, ticketEndsAtMs: Date.now() + ticketTtlMs })
}
