import type { ExportProgress } from '../../exportProgress.ts'
import { pause } from './patience.ts'
import { SaveError } from './saveError.ts'

const triesMax = 20
const pauseMs = 250

/**
 * Compares a checksum with the server's, which may be known a moment after the last byte arrives.
 *
 * @param latest returns the progress of the export; null if the server does not know it (any more)
 * @throws SaveError `damaged` if it differs, or if the server does not report one
 */
export async function checkSum(
  latest: () => Promise<ExportProgress | null>,
  sha256: string,
  signal: AbortSignal,
): Promise<void> {
  for (let tries = 0; tries < triesMax; tries += 1) {
    const progress = await latest()
    const expected = progress?.sha256 ?? null
    if (expected === sha256) return
    if (expected !== null || progress?.state === 'failed') break
    await pause(pauseMs, signal)
  }
  throw damaged()
}

export function damaged(): SaveError {
  return new SaveError(
    'damaged',
    'The received file differs from the one that the server created. Export it again.',
  )
}
