import { setTimeout as sleep } from 'node:timers/promises'
import type { ExportJob } from '../exports/exportJob.ts'
import type { ExportFile } from '../spool/exportFile.ts'

export interface RunWait {
  readonly graceMs: number
  readonly signal: AbortSignal
  /** A client that cannot take a body of unknown length waits for the end of the run. */
  readonly lengthNeeded: boolean
}

const pollEveryMs = 50

/** The pace of a run is known when it has gone on for this long after its first rows. */
const paceFromMs = 150

/**
 * Resolves when the first bytes are written and either the run has ended or will clearly not end
 * within the grace, unless a length is needed. So short exports have a length and a true percentage,
 * and long ones do not keep the browser waiting.
 *
 * @throws AppError the reason why the run failed: nothing is sent yet, so the client gets a page.
 */
export async function awaitRun(job: ExportJob, spool: ExportFile, wait: RunWait): Promise<void> {
  await spool.waitPast(0, wait.signal)
  const startedMs = job.run?.startedMs ?? performance.now()
  const endMs = startedMs + wait.graceMs
  const pace = new Pace(job)
  while (!spool.complete && !spool.error) {
    const leftMs = wait.lengthNeeded ? Infinity : endMs - performance.now()
    // The pace is an estimate: only a run that misses the grace by far is not waited for.
    const hopeless = pace.leftMs() > leftMs + wait.graceMs / 2
    if (leftMs <= 0 || hopeless) break
    await endOrSleep(spool, Math.min(leftMs, pollEveryMs), wait.signal)
  }
  if (spool.error) throw spool.error
}

/** The pace of a run after its start, which takes longer than thousands of rows on a busy machine. */
class Pace {
  readonly #job: ExportJob
  readonly #fromMs = performance.now()
  readonly #fromRows: number

  constructor(job: ExportJob) {
    this.#job = job
    this.#fromRows = job.rowsWritten
  }

  /** Milliseconds until the last row; 0 while that is not known. */
  leftMs(): number {
    const elapsedMs = performance.now() - this.#fromMs
    const { rowsWritten, record } = this.#job
    const rows = rowsWritten - this.#fromRows
    if (elapsedMs < paceFromMs || rows <= 0) return 0
    return ((record.rowCount - rowsWritten) * elapsedMs) / rows
  }
}

async function endOrSleep(spool: ExportFile, ms: number, signal: AbortSignal): Promise<void> {
  const settled = new AbortController()
  const either = AbortSignal.any([signal, settled.signal])
  await Promise.race([
    spool.waitForEnd(either),
    sleep(ms, undefined, { signal: either }).catch(() => {}),
  ])
  settled.abort()
  signal.throwIfAborted()
}
