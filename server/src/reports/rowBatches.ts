import type { Column } from '@coatcheck/shared'
import { AppError } from '../appError.ts'
import type { ColumnBatch } from '../columnBatch.ts'
import { abortError } from '../concurrency/linkedAbort.ts'
import { createVectorBuilder, type VectorBuilder } from './vectorBuilder.ts'

type Row = Readonly<Record<string, unknown>>

/** Few enough to be written within milliseconds, and many enough for little overhead. */
const batchRowsDefault = 1_000

/**
 * Collects rows into batches of columns. When the signal aborts, it does not wait for the source.
 *
 * @throws AppError `cancelled` when the signal aborts; `database-failed` for what the source fails
 *   with, and for a value that does not fit its column, with row and column in the cause.
 */
export async function* rowBatches(
  rows: AsyncIterable<Row>,
  columns: readonly Column[],
  { signal, batchRows = batchRowsDefault }: { signal: AbortSignal; batchRows?: number },
): AsyncGenerator<ColumnBatch, void, undefined> {
  const reader = new RowReader(rows, columns, batchRows)
  const abort = abortion(signal)
  try {
    for (;;) {
      const { batch, isLast } = await Promise.race([reader.next(), abort.promise])
      if (batch.rowCount > 0) yield batch
      if (isLast) return
    }
  } catch (error) {
    throw error instanceof AppError ? error : failed(error)
  } finally {
    abort.release()
    reader.close()
  }
}

class RowReader {
  readonly #iterator: AsyncIterator<Row>
  readonly #builders: readonly VectorBuilder[]
  readonly #batchRows: number
  #rowNumber = 0
  #isOpen = true

  constructor(rows: AsyncIterable<Row>, columns: readonly Column[], batchRows: number) {
    this.#iterator = rows[Symbol.asyncIterator]()
    this.#builders = columns.map((column) => createVectorBuilder(column, batchRows))
    this.#batchRows = batchRows
  }

  async next(): Promise<{ batch: ColumnBatch; isLast: boolean }> {
    let rowCount = 0
    while (rowCount < this.#batchRows && this.#isOpen) {
      const next = await this.#iterator.next()
      if (next.done) this.#isOpen = false
      else {
        this.#add(next.value)
        rowCount += 1
      }
    }
    const vectors = this.#builders.map((builder) => builder.take())
    return { batch: { rowCount, vectors }, isLast: !this.#isOpen }
  }

  /** Closes the iterator, unless it has ended; a row that is still on its way is dropped. */
  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    // An error while closing would reach no one.
    Promise.resolve(this.#iterator.return?.()).catch(() => {})
  }

  #add(row: Row): void {
    this.#rowNumber += 1
    for (const builder of this.#builders) {
      try {
        builder.add(row[builder.columnId])
      } catch (cause) {
        throw new Error(`Row ${this.#rowNumber}, column ${builder.columnId}`, { cause })
      }
    }
  }
}

/** A promise that fails when the signal aborts. */
function abortion(signal: AbortSignal): { promise: Promise<never>; release: () => void } {
  let onAbort = () => {}
  const promise = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(abortError(signal))
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
  })
  promise.catch(() => {})
  return { promise, release: () => signal.removeEventListener('abort', onAbort) }
}

function failed(cause: unknown): AppError {
  return new AppError('database-failed', 'The rows could not be read. Please try again.', { cause })
}
