import type { ExportProgress, ExportRequest, PreparedExport } from '@coatcheck/shared'

/** Whether the export is still in progress and can be cancelled. A file that is kept waits for a click. */
export function isInProgress({
  state,
  keptUntil,
}: Pick<ExportProgress, 'state' | 'keptUntil'>): boolean {
  return (
    ['waiting', 'queued', 'running'].includes(state) || (state === 'ready' && keptUntil === null)
  )
}

/** Whether the server has the file for whoever asks for it. */
export function isKept({ state, keptUntil }: Pick<ExportProgress, 'state' | 'keptUntil'>): boolean {
  return (state === 'ready' || state === 'delivered') && keptUntil !== null
}

/** The progress of a new export, until the server reports it. */
export function newProgress(
  state: 'waiting' | 'queued',
  request: ExportRequest,
  { exportId, fileName, rowCount }: PreparedExport,
): ExportProgress {
  return {
    exportId,
    state,
    request,
    listLengths: {},
    filterWords: [],
    fileName,
    rowCount,
    rowsWritten: 0,
    bytesWritten: 0,
    bytesSent: 0,
    placeInLine: null,
    waitS: null,
    errorCode: null,
    durationMs: null,
    createdAt: new Date().toISOString(),
    finishedAt: null,
    sha256: null,
    deliveryCount: 0,
    keptUntil: null,
  }
}
