import type { ExportProgress } from '@coatcheck/shared'

interface Sample {
  atMs: number
  rows: number
}

/** Long enough to be steady, short enough to tell when it slows down. */
const windowMs = 3000

/** How fast runs write their rows, from the snapshots that arrive. */
export function createExportPace(now: () => number = () => performance.now()) {
  const samples = new Map<string, Sample[]>()

  return {
    observe: ({ exportId, state, rowsWritten }: ExportProgress): void => {
      if (state !== 'running') {
        samples.delete(exportId)
        return
      }
      if (rowsWritten === 0) return
      const atMs = now()
      const recent = (samples.get(exportId) ?? []).filter((each) => atMs - each.atMs <= windowMs)
      samples.set(exportId, [...recent, { atMs, rows: rowsWritten }])
    },

    /** Rows a second; null until there are two snapshots to compare. */
    rowsPerSecond: (exportId: string): number | null => {
      const [first, ...others] = samples.get(exportId) ?? []
      const last = others.at(-1)
      if (!first || !last || last.atMs <= first.atMs) return null
      return ((last.rows - first.rows) / (last.atMs - first.atMs)) * 1000
    },
  }
}
