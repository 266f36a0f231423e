import { setTimeout as sleep } from 'node:timers/promises'
import { SaveError } from './saveError.ts'
import type { StartedExport } from './startExport.ts'

const triesMax = 20
const pauseMs = 250

/**
 * Asks the server what it made, which may be known a moment after its last byte has arrived.
 *
 * @throws SaveError `damaged` when it is something else, or when the server does not say.
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
    'The file that arrived is not the one that the server made. Export it again.',
  )
}
