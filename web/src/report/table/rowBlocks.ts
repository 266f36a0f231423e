import type { CellValue, RowPage } from '../../api/appRouter.ts'

/** 100 rows are about 8 KB on the wire and three screens of a table. */
export const blockRows = 100

/** Blocks kept for scrolling back: 40 × 100 rows. The oldest is dropped first. */
const blocksMax = 40

/** The loaded part of a long result, in blocks of rows. */
export class RowBlocks {
  readonly #blocks = new Map<number, RowPage>()

  put(block: number, page: RowPage): void {
    this.#blocks.delete(block)
    this.#blocks.set(block, page)
    const [oldest] = this.#blocks.keys()
    if (this.#blocks.size > blocksMax && oldest !== undefined) this.#blocks.delete(oldest)
  }

  has(block: number): boolean {
    return this.#blocks.has(block)
  }

  get isEmpty(): boolean {
    return this.#blocks.size === 0
  }

  /** A cell's value; undefined if its row is not loaded. */
  cell(row: number, column: string): CellValue | undefined {
    const page = this.#blocks.get(Math.floor(row / blockRows))
    return page?.columns[column]?.[row - page.offset]
  }

  /** The loaded rows around one, without a gap: from `first` up to, but not including, `end`. */
  around(row: number): { first: number; end: number } {
    const block = Math.floor(row / blockRows)
    let [first, last] = [block, block]
    while (this.has(first - 1)) first -= 1
    while (this.has(last + 1)) last += 1
    const page = this.#blocks.get(last)
    return page && this.has(block)
      ? { first: first * blockRows, end: page.offset + page.rowCount }
      : { first: row, end: row }
  }

  /** The blocks that contain the rows from `first` up to, but not including, `end`. */
  static covering(first: number, end: number): number[] {
    if (end <= first) return []
    const from = Math.floor(first / blockRows)
    const to = Math.floor((end - 1) / blockRows)
    return Array.from({ length: to - from + 1 }, (_, index) => from + index)
  }
}
