import type { ExportJob } from './exportJob.ts'

/** Finished files that no delivery is attached to, oldest first. */
export function idleFiles(jobs: Iterable<ExportJob>): ExportJob[] {
  return [...jobs]
    .filter((job) => job.hasFile && job.deliveryCount === 0)
    .sort((one, other) => (one.finishedAtMs ?? 0) - (other.finishedAtMs ?? 0))
}

/**
 * The file to give up when all viewers together have too much: the oldest of the viewer who has the
 * most, so that the few files of one do not make room for the many of another.
 *
 * @param files oldest first
 * @param sizeOf what there is too much of: bytes, or 1 for each file
 */
export function nextToDrop(
  files: readonly ExportJob[],
  sizeOf: (file: ExportJob) => number,
): ExportJob | undefined {
  const totals = new Map<string, number>()
  for (const file of files) {
    totals.set(file.viewerId, (totals.get(file.viewerId) ?? 0) + sizeOf(file))
  }
  const most = Math.max(...totals.values())
  return files.find(({ viewerId }) => totals.get(viewerId) === most)
}

export interface ViewerQuota {
  readonly keptPerViewerMax: number
  readonly keptBytesPerViewerMax: number
}

/**
 * The oldest files of one viewer that are over the quota. The newest stays, even one that is larger
 * than the quota: it has just been asked for.
 *
 * @param files of one viewer, oldest first
 */
export function overQuota(
  files: readonly ExportJob[],
  { keptPerViewerMax, keptBytesPerViewerMax }: ViewerQuota,
): ExportJob[] {
  let bytes = files.reduce((sum, file) => sum + file.bytesWritten, 0)
  let count = files.length
  return files.slice(0, -1).filter((file) => {
    if (count <= keptPerViewerMax && bytes <= keptBytesPerViewerMax) return false
    count -= 1
    bytes -= file.bytesWritten
    return true
  })
}
