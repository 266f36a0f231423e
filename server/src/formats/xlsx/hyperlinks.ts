import { textAt, type TextDictionary } from '../../columnBatch.ts'
import type { ColumnPlan } from './columnPlan.ts'
import { linkTarget } from './linkTarget.ts'
import type { RowSlice } from './rowSource.ts'

/** Excel's limit for a sheet. */
export const hyperlinksMax = 65_530

/** Addresses stay in memory until the sheet ends: 16 MB at most. */
const addressCharactersMax = 8 * 1_024 * 1_024

interface LinkColumn {
  readonly index: number
  readonly letters: string
  dictionary: TextDictionary | null
  /** By code of the dictionary; null where the text is not a link. */
  targets: (string | null | undefined)[]
}

/**
 * The links of a sheet, which are separate from its cells: each has an address in the sheet's
 * relationships and a reference after the rows. Cells past the limits stay plain text.
 */
export class Hyperlinks {
  readonly #columns: readonly LinkColumn[]
  readonly #ids = new Map<string, string>()
  readonly #references: string[] = []
  #charactersLeft = addressCharactersMax
  #left: number

  constructor(plans: readonly ColumnPlan[], left = hyperlinksMax) {
    this.#left = left
    this.#columns = plans.flatMap(({ type, letters }, index) =>
      type === 'link' ? [{ index, letters, dictionary: null, targets: [] }] : [],
    )
  }

  /** Collects the links of these rows; `relate` turns an address into a relationship id. */
  add(slice: RowSlice, relate: (address: string) => string): void {
    if (this.#columns.length === 0) return
    for (let row = slice.from; row < slice.until && this.#left > 0; row += 1) {
      for (const column of this.#columns) {
        const target = targetAt(column, slice, row)
        const id = target && this.#idOf(target, relate)
        if (!id) continue
        const reference = `${column.letters}${slice.rowNumber + row - slice.from}`
        this.#references.push(`<hyperlink ref="${reference}" r:id="${id}"/>`)
        this.#left -= 1
      }
    }
  }

  /** Children of `<hyperlinks>` (ECMA-376 part 1, 18.3.1.47). */
  get references(): readonly string[] {
    return this.#references
  }

  #idOf(target: string, relate: (address: string) => string): string | null {
    const known = this.#ids.get(target)
    if (known || target.length > this.#charactersLeft) return known ?? null
    const id = relate(target)
    this.#charactersLeft -= target.length
    this.#ids.set(target, id)
    return id
  }
}

function targetAt(column: LinkColumn, { batch }: RowSlice, row: number): string | null {
  const vector = batch.vectors[column.index]!
  if (vector.kind === 'bytes') {
    const text = textAt(vector, row)
    return text === null ? null : linkTarget(text)
  }
  if (vector.kind !== 'text') return null
  const code = vector.codes[row]!
  if (code < 0) return null
  if (column.dictionary !== vector.dictionary) {
    column.dictionary = vector.dictionary
    column.targets = []
  }
  const known = column.targets[code]
  if (known !== undefined) return known
  const target = linkTarget(vector.dictionary.values[code]!)
  column.targets[code] = target
  return target
}
