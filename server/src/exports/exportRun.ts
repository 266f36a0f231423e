import type { AppError } from '../appError.ts'
import { cancelled } from '../exportErrors.ts'
import type { RunResult } from '../runs/workerProtocol.ts'
import type { ExportFile } from '../spool/exportFile.ts'
import type { KeptFile } from '../spool/fileStore.ts'
import type { Spool } from '../spool/spool.ts'

/** One run of an export. When a claim is given back, the next claim starts another run. */
export class ExportRun {
  readonly #stop = new AbortController()
  #opened: Promise<ExportFile> | null = null
  #spool: Spool | null = null
  #kept: KeptFile | null = null
  #startedMs: number | null = null
  #durationMs: number | null = null
  #rowsWritten = 0
  #bytesWritten = 0
  #result: RunResult | null = null
  #error: AppError | null = null

  /** What another node has written, or this one before it was started again. */
  static ofKeptFile(kept: KeptFile): ExportRun {
    const run = new ExportRun()
    const { durationMs, result } = kept.manifest
    run.#result = result
    run.#durationMs = durationMs
    run.#rowsWritten = result.rowCount
    run.#bytesWritten = result.sizeBytes
    run.keep(kept)
    return run
  }

  /** Aborts when the run must stop; its reason is an AppError. */
  get signal(): AbortSignal {
    return this.#stop.signal
  }

  /** The file to read: the same promise for every delivery that waits for it. */
  get opened(): Promise<ExportFile> | null {
    return this.#opened
  }

  /** Null before it is open and after the file was dropped. */
  get spool(): Spool | null {
    return this.#spool
  }

  /** The file in the store of all nodes; null unless it is there. */
  get kept(): KeptFile | null {
    return this.#kept
  }

  /** When a worker took it, on the monotonic clock; null before that. */
  get startedMs(): number | null {
    return this.#startedMs
  }

  get hasStarted(): boolean {
    return this.#startedMs !== null
  }

  /** How long a worker took to write the file; null until it is whole. */
  get durationMs(): number | null {
    return this.#durationMs
  }

  get rowsWritten(): number {
    return this.#rowsWritten
  }

  get bytesWritten(): number {
    return this.#bytesWritten
  }

  /** Null until the file is whole. */
  get result(): RunResult | null {
    return this.#result
  }

  /** Why it failed; null unless it did. */
  get error(): AppError | null {
    return this.#error
  }

  /** Whether it may still produce the file. */
  get isAlive(): boolean {
    return this.#error === null && !this.signal.aborted
  }

  openWith(opened: Promise<ExportFile>): Promise<ExportFile> {
    this.#opened = opened
    return opened
  }

  attachSpool(spool: Spool): void {
    this.#spool = spool
  }

  start(): void {
    this.#startedMs = performance.now()
  }

  progress(rows: number, bytes: number): void {
    this.#rowsWritten = rows
    this.#bytesWritten = bytes
    this.#spool?.grow(bytes)
  }

  finish(result: RunResult): void {
    this.#result = result
    if (this.#startedMs !== null) {
      this.#durationMs = Math.round(performance.now() - this.#startedMs)
    }
    this.#rowsWritten = result.rowCount
    this.#spool?.finish()
  }

  /** The run has ended without a file: no one writes through the descriptor any more. */
  fail(error: AppError): void {
    this.#error ??= error
    this.#spool?.fail(error)
    void this.#spool?.close()
  }

  /** Ends it from outside: deliveries fail at once, the spool closes when its writer lets go. */
  stop(error: AppError): void {
    this.#stop.abort(error)
    this.#spool?.fail(error)
  }

  /** Asks the writer to end; deliveries hear of it from the run itself. */
  abort(error: AppError): void {
    this.#stop.abort(error)
  }

  /** The file is in the store of all nodes: it is read there, unless it is still on this disk. */
  keep(kept: KeptFile): void {
    this.#kept = kept
    if (!this.#spool) this.#opened = Promise.resolve(kept.file)
  }

  /** No delivery reads the spool any more, and all later ones read the store. */
  dropSpool(): void {
    if (!this.#kept) return
    void this.#spool?.close()
    this.#spool = null
    this.#opened = Promise.resolve(this.#kept.file)
  }

  /**
   * Drops a finished file, also one that is on its way to the store. An unfinished one is closed when
   * its writer lets go of it.
   */
  dropFile(): void {
    this.#stop.abort(cancelled('export'))
    this.#kept?.file.close()
    this.#kept = null
    const spool = this.#spool
    if (!spool?.complete) return
    this.#spool = null
    void spool.close()
  }
}
