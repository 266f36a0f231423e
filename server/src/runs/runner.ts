import type { RunJob, RunResult } from './workerProtocol.ts'

export interface Run {
  readonly job: RunJob
  readonly signal: AbortSignal
  /** 1 is next; null when the run begins. */
  readonly onPlace: (place: number | null) => void
  readonly onProgress: (rows: number, bytes: number) => void
}

/** Where exports run. */
export interface Runner {
  readonly queueLength: number
  readonly activeCount: number
  /**
   * Runs a job when its turn has come. When the promise settles, nobody uses the job's file
   * descriptor any more.
   *
   * @throws AppError `queue-full`, `cancelled`, `worker-failed`, or what the run failed with.
   */
  run(run: Run): Promise<RunResult>
  close(): Promise<void>
}
