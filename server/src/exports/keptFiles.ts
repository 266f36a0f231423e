import type { CoatcheckLimits } from '../limits.ts'
import type { ExportJob } from './exportJob.ts'

/**
 * Finished files on this node that no delivery is attached to, those that may go first: files that are in the
 * store of all nodes too, then files that somebody has, then files that wait to be fetched; the oldest first.
 */
export function idleFiles(jobs: Iterable<ExportJob>): ExportJob[] {
  return [...jobs]
    .filter((job) => job.hasSpool && job.state !== 'running' && job.deliveryCount === 0)
    .sort(
      (one, other) =>
        Number(other.isShared) - Number(one.isShared) ||
        Number(one.state === 'ready') - Number(other.state === 'ready') ||
        (one.finishedAtMs ?? 0) - (other.finishedAtMs ?? 0),
    )
}

/**
 * The file to give up when all viewers together have too much: the oldest idle one of the viewer who
 * has the most, files that are being written or sent included, so that the few files of one do not
 * make room for the many of another.
 *
 * @param sizeOf what there is too much of: bytes, or 1 for each file
 */
export function nextToDrop(
  jobs: Iterable<ExportJob>,
  sizeOf: (job: ExportJob) => number,
): ExportJob | undefined {
  const all = [...jobs]
  const totals = new Map<string, number>()
  for (const job of all) {
    if (job.run?.spool?.closed !== false) continue
    totals.set(job.viewerId, (totals.get(job.viewerId) ?? 0) + sizeOf(job))
  }
  const totalOf = ({ viewerId }: ExportJob) => totals.get(viewerId) ?? 0
  const idle = idleFiles(all)
  const most = Math.max(...idle.map(totalOf))
  return idle.find((job) => totalOf(job) === most)
}

/** A prepared file that was not fetched yet is kept even where no file is kept to be fetched again. */
export function unfetchedKeepMs(
  { isPrepared }: Pick<ExportJob, 'isPrepared'>,
  { keepMs, ticketTtlMs }: Pick<CoatcheckLimits, 'keepMs' | 'ticketTtlMs'>,
): number {
  return isPrepared ? Math.max(keepMs, ticketTtlMs) : keepMs
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
 * @param sizeOf bytes of a file
 */
export function overQuota<File>(
  files: readonly File[],
  sizeOf: (file: File) => number,
  { keptPerViewerMax, keptBytesPerViewerMax }: ViewerQuota,
): File[] {
  let bytes = files.reduce((sum, file) => sum + sizeOf(file), 0)
  let count = files.length
  return files.slice(0, -1).filter((file) => {
    if (count <= keptPerViewerMax && bytes <= keptBytesPerViewerMax) return false
    count -= 1
    bytes -= sizeOf(file)
    return true
  })
}
