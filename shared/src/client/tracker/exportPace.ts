import type { ExportProgress } from '../../exportProgress.ts'

export interface ExportPace {
  /** Takes the next snapshot of an export. */
  observe: (progress: ExportProgress) => void
  /** Rows per second; null until there are two snapshots to compare. */
  rowsPerSecond: (exportId: string) => number | null
}

interface Sample {
  atMs: number
  rows: number
}

/** Long enough to be steady, short enough to show when a run slows down. */
const windowMs = 3000

/** Measures how fast runs write their rows, from the snapshots that arrive. */
export function createExportPace(now: () => number = () => performance.now()): ExportPace {
  const samples = new Map<string, Sample[]>()

  function observe({ exportId, state, rowsWritten }: ExportProgress) {
    if (state !== 'running') {
      samples.delete(exportId)
      return
    }
    if (rowsWritten === 0) return
    const atMs = now()
    const recent = (samples.get(exportId) ?? []).filter((sample) => atMs - sample.atMs <= windowMs)
    samples.set(exportId, [...recent, { atMs, rows: rowsWritten }])
  }

  function rowsPerSecond(exportId: string): number | null {
    const [first, ...others] = samples.get(exportId) ?? []
    const last = others.at(-1)
    if (!first || !last || last.atMs <= first.atMs) return null
    return ((last.rows - first.rows) / (last.atMs - first.atMs)) * 1000
  }

  return { observe, rowsPerSecond }
}
