import { dayMs, type Column } from '@coatcheck/shared'
import type { ZoneClock } from '../zoneClock.ts'
import { ColumnTally } from './columnTally.ts'
import { serialOf } from './dateSerial.ts'
import type { Figure } from './figure.ts'
import type { RowSlice } from './rowSource.ts'

/** The figures of a workbook, counted as its rows pass through. */
export class FigureTally {
  readonly #columns: readonly Column[]
  /** By index of the column; only those that a figure is about. */
  readonly #tallies = new Map<number, ColumnTally>()
  #rowCount = 0

  constructor(columns: readonly Column[], figures: readonly Figure[]) {
    this.#columns = columns
    for (const figure of figures) {
      if (figure.measure === 'rows') continue
      const same = figures.filter((other) => 'column' in other && other.column === figure.column)
      const index = this.#indexOf(figure.column)
      this.#tallies.set(index, new ColumnTally(columns[index]!.type, same.flatMap(boundsOf)))
    }
  }

  /** The same rows, counted as they pass through. */
  async *note(rows: AsyncIterable<RowSlice>): AsyncGenerator<RowSlice> {
    for await (const slice of rows) {
      const { batch, from, until } = slice
      this.#rowCount += until - from
      for (const [index, tally] of this.#tallies) tally.add(batch.vectors[index]!, from, until)
      yield slice
    }
  }

  /**
   * The figure of the rows so far as a cell holds it, a time as its serial; null when it has no
   * value, such as the average of no values.
   */
  valueOf(figure: Figure, clock: ZoneClock): number | null {
    if (figure.measure === 'rows') return this.#rowCount
    const index = this.#indexOf(figure.column)
    const tally = this.#tallies.get(index)!
    if (figure.measure === 'count') return tally.countBetween(rangeOf(figure))
    if (tally.count === 0) return null
    switch (figure.measure) {
      case 'share':
        return tally.countBetween(rangeOf(figure)) / tally.count
      case 'sum':
        return tally.sum
      case 'average':
        return tally.sum / tally.count
      case 'min':
      case 'max':
        return shownAs(this.#columns[index]!, tally[figure.measure], clock)
    }
  }

  #indexOf(columnId: string): number {
    return this.#columns.findIndex(({ id }) => id === columnId)
  }
}

function shownAs({ type }: Column, value: number, clock: ZoneClock): number | null {
  if (type === 'date') return serialOf(value * dayMs)
  if (type === 'datetime') return serialOf(value)
  return type === 'instant' ? serialOf(value + clock.offsetMs(value)) : value
}

function boundsOf(figure: Figure): readonly number[] {
  return figure.measure === 'count' || figure.measure === 'share' ? rangeOf(figure) : []
}

function rangeOf(range: { readonly from?: number; readonly until?: number }): [number, number] {
  const { from = -Infinity, until = Infinity } = range
  return [from, until]
}
