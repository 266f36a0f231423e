import { afterAll, beforeAll } from 'vitest'
import type { SegmentThread } from '../segments/segmentThread.ts'
import { SegmentThreads } from '../segments/segmentThreads.ts'
import { buildSegmentWorker, type BuiltSegmentWorker } from './builtSegmentWorker.ts'

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
  readonly spareCores: number | (() => number)
}

/** Makes such threads for the tests of a file; they run the built worker, which goes after the last one. */
export function threadMaker(): (options: ThreadsOptions) => CountedThreads {
  let worker: BuiltSegmentWorker
  beforeAll(async () => {
    worker = await buildSegmentWorker()
  })
  afterAll(() => worker[Symbol.asyncDispose]())
  return ({ cellsAlone, spareCores }) =>
    new CountedThreads({
      workerUrl: worker.workerUrl,
      spareCores: typeof spareCores === 'number' ? () => spareCores : spareCores,
      ...(cellsAlone !== undefined && { cellsAlone }),
    })
}
