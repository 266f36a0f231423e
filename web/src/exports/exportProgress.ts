import type { ExportProgress, ExportRequest, ExportState, TicketReceipt } from '@coatcheck/shared'

const endStates: readonly ExportState[] = ['delivered', 'failed', 'cancelled', 'expired']

/** Whether the export is still in progress and can be cancelled. */
export function isInProgress({ state }: Pick<ExportProgress, 'state'>): boolean {
  return !endStates.includes(state)
}

/** The progress of a new export, until the server reports it. */
export function waitingProgress(request: ExportRequest, receipt: TicketReceipt): ExportProgress {
  return {
    exportId: receipt.exportId,
    state: 'waiting',
    request,
    listLengths: {},
    filterWords: [],
    fileName: receipt.fileName,
    rowCount: receipt.rowCount,
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
    keptUntil: null,
  }
}
