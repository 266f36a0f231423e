import type { SegmentThread } from '../segments/segmentThread.ts'
import { SegmentThreads } from '../segments/segmentThreads.ts'
import { buildSegmentWorker } from './builtSegmentWorker.ts'

/** Threads that count their segments. */
export class CountedThreads extends SegmentThreads {
  segmentCount = 0
  /** The thread that was asked last. */
  last: SegmentThread | null = null

  override next(cells: number) {
    const thread = super.next(cells)
    if (thread) {
      this.segmentCount += 1
      this.last = thread
    }
    return thread
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

export interface ThreadsOptions {
  readonly cellsAlone?: number
  readonly spareCores: number
}

/** Makes such threads, which run the built worker. */
export async function threadMaker() {
  const worker = await buildSegmentWorker()
  return {
    threadsWith: ({ cellsAlone, spareCores }: ThreadsOptions) =>
      new CountedThreads({
        workerUrl: worker.workerUrl,
        spareCores: () => spareCores,
        ...(cellsAlone !== undefined && { cellsAlone }),
      }),
    [Symbol.asyncDispose]: () => worker[Symbol.asyncDispose](),
  }
}
