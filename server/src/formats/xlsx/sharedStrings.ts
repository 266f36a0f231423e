import { xmlDeclaration } from './xml.ts'
import { escapeText } from './xmlText.ts'

export interface SharedStringsOptions {
  /**
   * `<si>` elements that the workbook's design already refers to, from index 0 on; they may change until
   * the table is written.
   */
  readonly designed?: readonly string[]
  readonly textsMax?: number
  readonly charactersMax?: number
}

/** Longer texts rarely repeat, and each would take the memory of a thousand short ones. */
const sharedTextLengthMax = 1_024

const namespace = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'

/**
 * The workbook's table of texts (ECMA-376 part 1, 18.4.9), of limited size: when it is full, new texts
 * are inline in their cells. A text gets its index at its first use, row by row and within a row
 * column by column, so that every writer of the same rows makes the same bytes.
 */
export class SharedStrings {
  readonly #designed: readonly string[]
  readonly #indexes = new Map<string, number>()
  readonly #textsMax: number
  #charactersLeft: number
  #isFull: boolean

  constructor(options: SharedStringsOptions = {}) {
    this.#designed = options.designed ?? []
    this.#textsMax = options.textsMax ?? 65_536
    this.#isFull = this.#textsMax === 0
    this.#charactersLeft = options.charactersMax ?? 4 * 1_024 * 1_024
  }

  get count(): number {
    return this.#designed.length + this.#indexes.size
  }

  /** Whether there is no room for texts, or one found none: from then on none is added. */
  get isFull(): boolean {
    return this.#isFull
  }

  /** Index of the text, which is added when it is new; -1 when it must be inline. */
  indexOf(text: string): number {
    const known = this.#indexes.get(text)
    if (known !== undefined) return known
    if (text.length > sharedTextLengthMax) return -1
    this.#isFull ||= text.length > this.#charactersLeft || this.#indexes.size >= this.#textsMax
    if (this.#isFull) return -1
    this.#charactersLeft -= text.length
    const index = this.count
    this.#indexes.set(text, index)
    return index
  }

  /** The part sharedStrings.xml, in pieces of a few KiB. */
  *toXml(): Generator<string> {
    yield `${xmlDeclaration}<sst xmlns="${namespace}" uniqueCount="${this.count}">`
    yield* this.#designed
    let piece = ''
    for (const text of this.#indexes.keys()) {
      piece += `<si><t xml:space="preserve">${escapeText(text)}</t></si>`
      if (piece.length < 16_384) continue
      yield piece
      piece = ''
    }
    yield `${piece}</sst>`
  }
}
