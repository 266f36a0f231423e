import { writeSync } from 'node:fs'
import { cancelled } from '../../exportErrors.ts'
import type { RunPlace } from '../runQueue.ts'
import type { BegunRun } from '../runner.ts'
import type { RunResult } from '../workerProtocol.ts'

interface Current {
  readonly run: BegunRun
  readonly resolve: (result: RunResult) => void
  readonly reject: (error: unknown) => void
  sizeBytes: number
}

/** A place whose runs write, finish and fail when a test says so. It obeys a cancel at once. */
export class ManualPlace implements RunPlace {
  #current: Current | null = null

  get busy(): boolean {
    return this.#current !== null
  }

  /** Id of the export that it runs; null for none. */
  get exportId(): string | null {
    return this.#current?.run.job.exportId ?? null
  }

  run(run: BegunRun): Promise<RunResult> {
    return new Promise<RunResult>((resolve, reject) => {
      this.#current = { run, resolve, reject, sizeBytes: 0 }
      run.signal.addEventListener('abort', () => {
        if (this.#current?.run === run) this.fail(cancelled('export'))
      })
    })
  }

  write(text: string): void {
    const current = this.#current
    if (!current) throw new Error('Nothing runs.')
    const { run } = current
    current.sizeBytes += writeSync(run.job.fileDescriptor, text, current.sizeBytes)
    run.onProgress(current.sizeBytes, current.sizeBytes)
  }

  finish(): void {
    this.#end(({ resolve, sizeBytes }) => {
      resolve({ rowCount: sizeBytes, sizeBytes, sha256: '0'.repeat(64) })
    })
  }

  fail(error: unknown): void {
    this.#end(({ reject }) => reject(error))
  }

  async close(): Promise<void> {
    this.fail(cancelled('export'))
  }

  #end(settle: (current: Current) => void): void {
    const current = this.#current
    if (!current) return
    this.#current = null
    settle(current)
  }
}
