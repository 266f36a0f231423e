import type { TextDictionary } from '../../columnBatch.ts'
import { TextInterner } from '../textInterner.ts'
import { ByteTable, hashOf } from './byteTable.ts'

/** Longer texts rarely repeat, and are decoded before they are looked up. */
const tableBytesMax = 64

/** Turns texts in a stream of UTF-8 bytes into dictionary codes. */
export class PostgresTexts {
  readonly #interner = new TextInterner()
  #shortTexts = new ByteTable()

  get dictionary(): TextDictionary {
    return this.#interner.dictionary
  }

  get characterCount(): number {
    return this.#interner.characterCount
  }

  /**
   * Makes room for a batch that adds up to `rowCount` texts.
   *
   * @returns whether a new dictionary has begun
   */
  beginBatch(rowCount: number): boolean {
    const isNew = this.#interner.beginBatch(rowCount)
    if (isNew) this.#shortTexts = new ByteTable()
    return isNew
  }

  /** Begins a new dictionary. */
  restart(): void {
    this.#interner.restart()
    this.#shortTexts = new ByteTable()
  }

  codeOf(bytes: Buffer, start: number, length: number): number {
    if (length > tableBytesMax) return this.#interner.codeOf(textAt(bytes, start, length))
    const hash = hashOf(bytes, start, length)
    const known = this.#shortTexts.find(bytes, start, length, hash)
    if (known >= 0) return known
    const code = this.#interner.add(textAt(bytes, start, length))
    this.#shortTexts.add(bytes, start, length, { hash, code })
    return code
  }
}

function textAt(bytes: Buffer, start: number, length: number): string {
  return bytes.toString('utf8', start, start + length)
}
