import { setTimeout as sleep } from 'node:timers/promises'
import type { Export } from '../exports/export.ts'
import type { Spool } from '../exports/spool.ts'

export interface RunWait {
  readonly graceMs: number
  readonly signal: AbortSignal
  /** A client that cannot take a body of unknown length waits for the whole grace. */
  readonly lengthNeeded: boolean
}

const lookEveryMs = 50

/** Before this much of a run has passed its pace says little. */
const paceFromMs = 200

/**
 * Resolves when the first bytes are written and either the run has ended or it is plain that it
 * will not within the grace. Short exports thus get a length and a true percentage, and long ones
 * do not keep the browser waiting for it.
 *
 * @throws AppError the reason why the run failed: nothing is sent yet, so the client gets a page.
 */
export async function awaitRun(each: Export, spool: Spool, wait: RunWait): Promise<void> {
  await spool.waitPast(0, wait.signal)
  const startedMs = each.runStartedMs ?? performance.now()
  while (!spool.complete) {
    const leftMs = startedMs + wait.graceMs - performance.now()
    if (leftMs <= 0 || (!wait.lengthNeeded && tooSlow(each, startedMs, wait.graceMs))) break
    await endOrSleep(spool, Math.min(leftMs, lookEveryMs), wait.signal)
  }
  if (spool.error) throw spool.error
}

function tooSlow(each: Export, startedMs: number, graceMs: number): boolean {
  const elapsedMs = performance.now() - startedMs
  if (elapsedMs < paceFromMs || each.rowsWritten === 0) return false
  const expectedMs = (elapsedMs * each.record.rowCount) / each.rowsWritten
  // The pace is measured over a start that is slower than the rest.
  return expectedMs > graceMs * 1.5
}

async function endOrSleep(spool: Spool, ms: number, signal: AbortSignal): Promise<void> {
  const settled = new AbortController()
  const either = AbortSignal.any([signal, settled.signal])
  await Promise.race([
    spool.waitForEnd(either),
    sleep(ms, undefined, { signal: either }).catch(() => {}),
  ])
  settled.abort()
  signal.throwIfAborted()
}
