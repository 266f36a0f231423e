import type { BytesVector, TextDictionary, Vector } from '../columnBatch.ts'
import { TextLayout } from './textLayout.ts'

/** Texts as codes of a dictionary; how a text gets its code is the source's own. */
interface CodedTexts {
  readonly dictionary: TextDictionary
  /** Of all texts of the dictionary together. */
  readonly characterCount: number
  /** Makes room for so many texts; returns whether a new dictionary has begun. */
  beginBatch(rowCount: number): boolean
  /** Begins a new dictionary. */
  restart(): void
}

/** Texts as bytes; how they get there is the source's own. */
interface ByteTexts {
  begin(): void
  vector(rowCount: number): BytesVector
}

interface TextVectorsOptions<Bytes> {
  readonly rowsMax: number
  /** Entries of one dictionary. */
  readonly entriesMax: number
  /** Called when texts first do not repeat. */
  readonly makeBytes: () => Bytes
}

/** The texts of one column, batch by batch: codes as long as they repeat, bytes where they do not. */
export class TextVectors<Coded extends CodedTexts, Bytes extends ByteTexts> {
  /** By row, where the texts of the batch become codes; -1 for null. */
  readonly codes: Int32Array
  readonly coded: Coded
  readonly #layout: TextLayout
  readonly #makeBytes: () => Bytes
  #bytes: Bytes | null = null
  /** The batch before, if its texts are bytes. */
  #before: BytesVector | null = null
  #charactersBefore = 0

  constructor(coded: Coded, { rowsMax, entriesMax, makeBytes }: TextVectorsOptions<Bytes>) {
    this.coded = coded
    this.codes = new Int32Array(rowsMax)
    this.#layout = new TextLayout(entriesMax)
    this.#makeBytes = makeBytes
  }

  /** Where the texts of the batch go if they stay bytes; null if they become codes. */
  get bytes(): Bytes | null {
    return this.#layout.isInterned ? null : this.#bytes
  }

  /** Characters of texts that the batch has added to the dictionary so far. */
  get newCharacterCount(): number {
    return this.coded.characterCount - this.#charactersBefore
  }

  /** Call before each batch. */
  begin(): void {
    const { dictionary, characterCount } = this.coded
    const size = { entries: dictionary.values.length, characterCount }
    if (this.#layout.begin(size, this.#before)) this.coded.restart()
    if (!this.#layout.isInterned) {
      this.#bytes ??= this.#makeBytes()
      this.#bytes.begin()
    } else if (this.coded.beginBatch(this.codes.length)) this.#layout.restart()
    this.#charactersBefore = this.coded.characterCount
  }

  /** The texts of the first rows; valid until the next `begin`. */
  vector(rowCount: number): Vector {
    this.#before = this.bytes?.vector(rowCount) ?? null
    if (this.#before) return this.#before
    this.#layout.count(rowCount)
    const codes = this.codes.subarray(0, rowCount)
    return { kind: 'text', codes, dictionary: this.coded.dictionary }
  }
}
