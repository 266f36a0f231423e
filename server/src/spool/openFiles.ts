/** Of the open files that the system allows this process; each socket and each spool takes one. */
const shareOfSpools = 1 / 4

/** How many finished files may stay open, at most `max`, so that enough are left for connections. */
export function keptFilesMax(max: number): number {
  return Math.min(max, Math.max(1, Math.floor(openFilesMax() * shareOfSpools)))
}

/** The soft limit of open files; infinite where the system has none, or does not say. */
function openFilesMax(): number {
  const report = process.report.getReport() as {
    userLimits?: { open_files?: { soft: number | string } }
  }
  const soft = report.userLimits?.open_files?.soft
  return typeof soft === 'number' ? soft : Infinity
}
