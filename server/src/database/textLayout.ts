import type { BytesVector } from '../columnBatch.ts'
import { dictionaryCharactersMax } from './textInterner.ts'

/** A dictionary of so many texts shows whether they repeat. */
const judgedEntries = 16_384
/** Or of so many characters: long texts, which take the memory of a dictionary and rarely repeat. */
const judgedCharacters = 512 * 1_024
/** Batches between two looks at whether the texts of a column repeat by now. */
const batchesBetweenLooks = 8
/** Rows of a look: half of their texts come twice where a column has some hundred different ones. */
const lookedRows = 256

interface DictionarySize {
  readonly entries: number
  readonly characterCount: number
}

/**
 * Decides for each batch of a column whether its texts become codes of a dictionary or stay bytes: a
 * code is cheap for a text that came before, but costs ten times as much as its bytes for a new one.
 */
export class TextLayout {
  readonly #judgedEntries: number
  readonly #judgedCharacters: number
  #isInterned = true
  #batchesLeft = 0
  /** Texts that became codes of the current dictionary. */
  #texts = 0

  /** @param entriesMax entries of one dictionary */
  constructor(entriesMax: number) {
    this.#judgedEntries = Math.min(judgedEntries, entriesMax >>> 1)
    this.#judgedCharacters = Math.min(judgedCharacters, dictionaryCharactersMax(entriesMax) >>> 1)
  }

  /** Whether the texts of the current batch become codes. */
  get isInterned(): boolean {
    return this.#isInterned
  }

  /**
   * Call before each batch.
   *
   * @param size of the dictionary
   * @param before the batch before, if its texts are bytes
   * @returns whether the layout changes, so that a dictionary must begin empty
   */
  begin(size: DictionarySize, before: BytesVector | null): boolean {
    const isChanging = this.#isInterned ? this.#isWasted(size) : this.#repeats(before)
    if (!isChanging) return false
    this.#isInterned = !this.#isInterned
    this.#batchesLeft = batchesBetweenLooks
    this.#texts = 0
    return true
  }

  /** Counts texts of the current batch that became codes. */
  count(texts: number): void {
    this.#texts += texts
  }

  /** Call when a dictionary was full and another one began. */
  restart(): void {
    this.#texts = 0
  }

  #isWasted({ entries, characterCount }: DictionarySize): boolean {
    const isJudged = entries >= this.#judgedEntries || characterCount >= this.#judgedCharacters
    return isJudged && this.#texts < 2 * entries
  }

  #repeats(before: BytesVector | null): boolean {
    this.#batchesLeft -= 1
    if (this.#batchesLeft > 0 || before === null) return false
    this.#batchesLeft = batchesBetweenLooks
    const { bytes, starts, lengths } = before
    const looked = Math.min(lookedRows, lengths.length)
    const texts = new Set<string>()
    for (let row = 0; row < looked; row += 1) {
      const start = starts[row]!
      texts.add(bytes.toString('latin1', start, start + Math.max(0, lengths[row]!)))
    }
    return 2 * texts.size <= looked
  }
}
