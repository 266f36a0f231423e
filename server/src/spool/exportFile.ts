import type { AppError } from '../appError.ts'

/** The file of an export, wherever it is: whole, or still growing. */
export interface ExportFile {
  /** Bytes that can be read by now. */
  readonly sizeBytes: number
  readonly complete: boolean
  /** Why it will never be complete; null unless that is so. */
  readonly error: AppError | null
  /** Whether it can be read no more. */
  readonly closed: boolean
  /**
   * Resolves when there are bytes past `position`, or when no more will come.
   *
   * @throws AppError the reason why the run failed.
   */
  waitPast(position: number, signal: AbortSignal): Promise<void>
  /** Resolves when the run has succeeded or failed, or when the signal aborts. */
  waitForEnd(signal: AbortSignal): Promise<void>
  /**
   * Bytes that are written, from `start` to `end`, the latter exclusive; never fewer.
   *
   * @param readBefore bytes that the same reader has taken: one that has taken many is not slow, and
   *   gets longer chunks
   */
  read(
    start: number,
    end: number,
    signal: AbortSignal,
    readBefore?: number,
  ): AsyncIterable<Uint8Array<ArrayBuffer>>
}
