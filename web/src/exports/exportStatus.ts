import type { ErrorCode, ExportProgress } from '@coatcheck/shared'
import type { Texts } from '../texts/en.ts'
import type { Formats } from '../texts/formats.ts'
import { isInProgress } from '@coatcheck/shared/client'

export type ExportTone = 'busy' | 'good' | 'bad' | 'quiet'

export interface ExportStatus {
  tone: ExportTone
  /** One line of text. */
  text: string
  /** Progress from 0 to 1; null if unknown, undefined if nothing is in progress. */
  part?: number | null
}

interface Words {
  texts: Texts
  formats: Formats
}

/** Describes the state of an export. The browser's own progress bar often has no percentage. */
export function exportStatus(
  progress: ExportProgress,
  rowsPerSecond: number | null,
  words: Words,
): ExportStatus {
  const { tray, errors } = words.texts
  const failure = failureOf(progress)
  if (failure) return { tone: 'bad', text: `${tray.failed} ${errors[failure]}` }
  switch (progress.state) {
    case 'waiting':
      return { tone: 'busy', text: tray.starting, part: null }
    case 'queued':
      // Nothing moves while others are served: a line of moving bars would look like work.
      return {
        tone: 'busy',
        text: queued(progress, words),
        part: progress.placeInLine === null ? null : 0,
      }
    case 'running':
      return running(progress, rowsPerSecond, words)
    case 'ready':
      return ready(progress, words)
    case 'delivered':
      return delivered(progress, words)
    case 'failed':
      return { tone: 'bad', text: tray.failed }
    case 'cancelled':
      return { tone: 'quiet', text: tray.cancelled }
    case 'expired':
      return { tone: 'quiet', text: tray.expired }
  }
}

function queued(
  { placeInLine, waitS }: ExportProgress,
  { texts: { tray }, formats }: Words,
): string {
  const place = placeInLine === null ? tray.aboutToStart : tray.inLine(placeInLine)
  return waitS === null ? place : `${place} · ${tray.waits(formats.seconds(waitS))}`
}

function running(
  { rowsWritten, rowCount, bytesSent }: ExportProgress,
  rowsPerSecond: number | null,
  { texts: { tray }, formats }: Words,
): ExportStatus {
  const part = shareOf(rowsWritten, rowCount)
  const parts = [tray.preparing(formats.wholeShare(part))]
  // Rows come in batches: none yet does not mean a pace of 0.
  if (rowsPerSecond) parts.push(tray.pace(formats.rounded(rowsPerSecond)))
  if (bytesSent > 0) parts.push(tray.sent(formats.bytes(bytesSent)))
  return { tone: 'busy', text: parts.join(' · '), part }
}

function ready(progress: ExportProgress, { texts: { tray }, formats }: Words): ExportStatus {
  const { bytesSent, bytesWritten, deliveryCount } = progress
  const size = formats.bytes(bytesWritten)
  if (deliveryCount > 0) {
    // A range that was sent twice counts twice.
    const part = shareOf(bytesSent, bytesWritten)
    return { tone: 'busy', text: tray.downloading(formats.wholeShare(part), size), part }
  }
  if (bytesSent > 0) return { tone: 'bad', text: tray.interrupted(size) }
  const text = tray.ready(size)
  return isInProgress(progress) ? { tone: 'busy', text, part: null } : { tone: 'good', text }
}

function delivered(
  { bytesWritten, durationMs, deliveryCount }: ExportProgress,
  { texts: { tray }, formats }: Words,
): ExportStatus {
  const size = formats.bytes(bytesWritten)
  // The bytes that were sent before hide how far this download is.
  if (deliveryCount > 0) return { tone: 'busy', text: tray.downloadingAgain(size), part: null }
  const parts = [tray.done]
  if (bytesWritten > 0) parts.push(size)
  if (durationMs !== null) parts.push(tray.preparedIn(formats.seconds(durationMs / 1000)))
  return { tone: 'good', text: parts.join(' · ') }
}

function shareOf(done: number, all: number): number {
  return all === 0 ? 0 : Math.min(1, done / all)
}

/**
 * Why an export failed, or why its download was refused while its ticket is still good; null if
 * neither.
 */
export function failureOf({ state, errorCode }: ExportProgress): ErrorCode | null {
  if (state === 'failed') return errorCode ?? 'internal'
  return state === 'waiting' ? errorCode : null
}
