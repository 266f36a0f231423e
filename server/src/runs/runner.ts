import type { RunJob, RunResult } from './workerProtocol.ts'

export interface Run {
  readonly job: RunJob
  readonly signal: AbortSignal
  /**
   * Called as soon as the run is accepted, before `run` returns, and whenever its place changes: 1
   * is next, null when it starts.
   */
  readonly onPlace: (place: number | null) => void
  /** Rows read and bytes written so far. */
  readonly onProgress: (rows: number, bytes: number) => void
}

/** Where exports run. */
export interface Runner {
  /** Runs that wait for a place. */
  readonly queueLength: number
  /** Runs that are writing. */
  readonly activeCount: number
  /**
   * Runs a job when its turn has come. Once the promise has settled, nothing uses the job's file
   * descriptor any more.
   *
   * @throws AppError `queue-full`, `draining`, `cancelled`, `worker-failed`, or what the run failed
   *   with.
   */
  run(run: Run): Promise<RunResult>
  close(): Promise<void>
}
