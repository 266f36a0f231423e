import type { RunJob, RunResult } from './workerProtocol.ts'

export interface Run {
  readonly viewerId: string
  /** Rows that it will write, as counted. */
  readonly rowCount: number
  readonly signal: AbortSignal
  /** The queue has taken it: called before `run` returns. */
  readonly onAccepted: () => void
  /**
   * Its place in line has changed, 1 for the next, or the estimate of the seconds until its turn, null
   * while there is none. Not called for a run that starts at once.
   */
  readonly onPlace: (place: number, waitS: number | null) => void
  /**
   * Its turn has come: opens the file. Null if it cannot begin yet, because it is not recorded or its
   * viewer has as many runs as they may have, on other nodes; then it waits for another turn.
   */
  readonly begin: () => Promise<RunJob | null>
  /** A place has it. */
  readonly onStart: () => void
  /** Rows read and bytes written so far. */
  readonly onProgress: (rows: number, bytes: number) => void
}

/** A run whose turn has come. */
export interface BegunRun extends Pick<Run, 'signal' | 'onProgress'> {
  readonly job: RunJob
}

/** Where exports run. */
export interface Runner {
  /** Runs that wait for a place. */
  readonly queueLength: number
  /** Runs that are writing. */
  readonly activeCount: number
  /**
   * Resolves when runs can begin.
   *
   * @throws Error why they never will
   */
  ready(): Promise<void>
  /** @throws AppError `queue-full`, `too-many-exports`, `draining`: a run would not be taken now. */
  checkRoom(viewerId: string): void
  /**
   * Runs a job when its turn has come. Once the promise has settled, nothing uses the job's file
   * descriptor any more.
   *
   * @throws AppError as `checkRoom` does; `cancelled`, `worker-failed`, or what `begin` or the run
   *   failed with.
   */
  run(run: Run): Promise<RunResult>
  close(): Promise<void>
}
