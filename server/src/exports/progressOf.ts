import type { ExportProgress } from '@coatcheck/shared'
import type { ExportJob } from './exportJob.ts'
import { noWords, type RequestWordsOf } from './requestWords.ts'
import { shortRequest } from './shortRequest.ts'

/** What the viewer of an export may see of it. */
export function progressOf(job: ExportJob, wordsOf: RequestWordsOf = noWords): ExportProgress {
  const { record } = job
  const short = shortRequest(record.request)
  return {
    exportId: record.exportId,
    state: job.state,
    ...short,
    filterWords: wordsOf(short).filterWords,
    fileName: record.fileName,
    rowCount: record.rowCount,
    rowsWritten: job.rowsWritten,
    bytesWritten: job.bytesWritten,
    bytesSent: job.bytesSent,
    sha256: job.result?.sha256 ?? null,
    placeInLine: job.placeInLine,
    waitS: job.waitS,
    errorCode: errorCodeOf(job),
    durationMs: job.run?.durationMs ?? null,
    createdAt: new Date(record.issuedAtMs).toISOString(),
    finishedAt: isoTime(job.finishedAtMs),
    deliveryCount: job.deliveryCount,
    keptUntil: isoTime(job.keptUntil.timeMs),
  }
}

function errorCodeOf({ state, error }: ExportJob): ExportProgress['errorCode'] {
  return state === 'failed' || state === 'waiting' ? (error?.code ?? null) : null
}

function isoTime(timeMs: number | null): string | null {
  return timeMs === null ? null : new Date(timeMs).toISOString()
}
