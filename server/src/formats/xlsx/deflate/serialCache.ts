import type { CellBlock } from './cellBlock.ts'

const slotBits = 10
/** Times are mostly whole minutes, and those of sorted rows are within a few hours. */
const slotMs = 60_000

/**
 * Cells of a column's recent times. Writing a serial takes 200 ns, most of it for the shortest decimal
 * of a double; finding it here takes 5 ns.
 */
export class SerialCache {
  readonly #times = new Float64Array(1 << slotBits).fill(Number.NaN)
  readonly #shapes = new Int32Array(1 << slotBits)
  readonly #high = new Uint32Array(1 << slotBits)
  readonly #middle = new Uint32Array(1 << slotBits)
  readonly #low = new Uint32Array(1 << slotBits)

  /** Sets the cell and returns true if this time is known. */
  recall(time: number, cells: CellBlock, at: number): boolean {
    const slot = slotOf(time)
    if (this.#times[slot] !== time) return false
    cells.shapes[at] = this.#shapes[slot]!
    cells.high[at] = this.#high[slot]!
    cells.middle[at] = this.#middle[slot]!
    cells.low[at] = this.#low[slot]!
    return true
  }

  /** Keeps a cell that holds a number. */
  keep(time: number, cells: CellBlock, at: number): void {
    const slot = slotOf(time)
    this.#times[slot] = time
    this.#shapes[slot] = cells.shapes[at]!
    this.#high[slot] = cells.high[at]!
    this.#middle[slot] = cells.middle[at]!
    this.#low[slot] = cells.low[at]!
  }
}

function slotOf(time: number): number {
  return (time / slotMs) & ((1 << slotBits) - 1)
}
