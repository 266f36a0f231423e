import type { ErrorCode, ExportRequest, Viewer } from '@coatcheck/shared'

/** Everything a run needs, as it crosses to the worker thread. */
export interface RunJob {
  readonly exportId: string
  readonly viewer: Viewer
  readonly request: ExportRequest
  /** ISO 8601 instant. */
  readonly requestedAt: string
  /** Where to write; the main thread keeps it open until the worker has replied. */
  readonly fileDescriptor: number
}

export interface RunResult {
  readonly rowCount: number
  readonly sizeBytes: number
  /** Of the whole file, in hexadecimal. */
  readonly sha256: string
}

/** What the pool passes to each of its threads, besides `workers.data`. */
export interface PoolData {
  /** Number of runs in all workers. */
  readonly runCount: Int32Array
  /** Whether it is the one that gets a run when all are idle. */
  readonly isFirst: boolean
}

export type MessageToWorker =
  | { readonly type: 'run'; readonly job: RunJob }
  | { readonly type: 'cancel'; readonly exportId: string }
  /** End the thread, once the run has been cancelled. */
  | { readonly type: 'close' }

export type MessageFromWorker =
  /** Its module has been loaded. */
  | { readonly type: 'ready' }
  | {
      readonly type: 'progress'
      readonly exportId: string
      readonly rows: number
      readonly bytes: number
    }
  | { readonly type: 'done'; readonly exportId: string; readonly result: RunResult }
  | {
      readonly type: 'failed'
      readonly exportId: string
      readonly code: ErrorCode
      readonly message: string
      /** The cause's stack, for the log. */
      readonly detail: string
    }
