import { setTimeout as sleep } from 'node:timers/promises'
import type { Export } from '../exports/exportJob.ts'
import type { Spool } from '../spool/spool.ts'

export interface RunWait {
  readonly graceMs: number
  readonly signal: AbortSignal
  /** A client that cannot take a body of unknown length waits for the whole grace. */
  readonly lengthNeeded: boolean
}

const lookEveryMs = 50

/** A run says what its pace is when it has gone on for this long after its first rows. */
const paceFromMs = 150

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
  const endMs = startedMs + wait.graceMs
  const pace = new Pace(each)
  while (!spool.complete && !spool.error) {
    const leftMs = endMs - performance.now()
    // The pace is an estimate: only what misses the grace by far is given up.
    const hopeless = !wait.lengthNeeded && pace.leftMs() > leftMs + wait.graceMs / 2
    if (leftMs <= 0 || hopeless) break
    await endOrSleep(spool, Math.min(leftMs, lookEveryMs), wait.signal)
  }
  if (spool.error) throw spool.error
}

/** How fast a run goes, once it does: a start on a busy machine takes longer than thousands of rows. */
class Pace {
  readonly #each: Export
  readonly #fromMs = performance.now()
  readonly #fromRows: number

  constructor(each: Export) {
    this.#each = each
    this.#fromRows = each.rowsWritten
  }

  /** Milliseconds until the last row; 0 while nothing can be said. */
  leftMs(): number {
    const elapsedMs = performance.now() - this.#fromMs
    const { rowsWritten, record } = this.#each
    const rows = rowsWritten - this.#fromRows
    if (elapsedMs < paceFromMs || rows <= 0) return 0
    return ((record.rowCount - rowsWritten) * elapsedMs) / rows
  }
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
