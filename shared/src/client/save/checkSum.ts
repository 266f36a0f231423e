import { setTimeout as sleep } from 'node:timers/promises'
import { SaveError } from './saveError.ts'
import type { StartedExport } from './startExport.ts'

const triesMax = 20
const pauseMs = 250

/**
 * Compares a checksum with the server's, which may be known a moment after the last byte arrives.
 *
 * @throws SaveError `damaged` if it differs, or if the server does not report one
 */
export async function checkSum(started: StartedExport, sha256: string): Promise<void> {
  for (let tries = 0; tries < triesMax; tries += 1) {
    const progress = await started.progress()
    const expected = progress?.sha256 ?? null
    if (expected === sha256) return
    if (expected !== null || progress?.state === 'failed') break
    await sleep(pauseMs)
  }
  throw new SaveError(
    'damaged',
    'The received file differs from the one that the server created. Export it again.',
  )
}
