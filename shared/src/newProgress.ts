import type { ExportProgress } from './exportProgress.ts'

/** The progress of an export of which nothing is known but what was asked for. */
export function newProgress(
  about: Pick<
    ExportProgress,
    'exportId' | 'state' | 'request' | 'fileName' | 'rowCount' | 'createdAt'
  >,
): ExportProgress {
  return {
    listLengths: {},
    filterWords: [],
    rowsWritten: 0,
    bytesWritten: 0,
    bytesSent: 0,
    sha256: null,
    placeInLine: null,
    waitS: null,
    errorCode: null,
    durationMs: null,
    finishedAt: null,
    deliveryCount: 0,
    keptUntil: null,
    ...about,
  }
}
