import { textDictionaryEntriesMax, type TextDictionary } from '../columnBatch.ts'

/**
 * On average, so that a full dictionary of long texts takes 4 MB or 8 MB of the heap: those of some
 * ten thousand notes filled that of a worker thread, whose end in the driver was that of the process.
 */
const charactersPerEntry = 64

/** Characters of all texts of a dictionary together; it is full when it has one or the other. */
export function dictionaryCharactersMax(entriesMax = textDictionaryEntriesMax): number {
  return charactersPerEntry * entriesMax
}

/** Turns the texts of one column into codes of a dictionary, which has each text once. */
export class TextInterner {
  readonly #entriesMax: number
  #values: string[] = []
  #dictionary: TextDictionary = { values: this.#values }
  #codeByText = new Map<string, number>()
  #characterCount = 0

  /** @param entriesMax entries of one dictionary; at least as many as a batch has rows */
  constructor(entriesMax = textDictionaryEntriesMax) {
    this.#entriesMax = entriesMax
  }

  get dictionary(): TextDictionary {
    return this.#dictionary
  }

  /** Of all texts of the dictionary together. */
  get characterCount(): number {
    return this.#characterCount
  }

  /**
   * Makes room for a batch that adds up to `rowCount` texts.
   *
   * @returns whether a new dictionary has begun, so that all codes before are void
   */
  beginBatch(rowCount: number): boolean {
    const hasRoom = this.#values.length + rowCount <= this.#entriesMax
    if (hasRoom && this.#characterCount < dictionaryCharactersMax(this.#entriesMax)) return false
    this.restart()
    return true
  }

  /** Begins a new dictionary. */
  restart(): void {
    this.#values = []
    this.#dictionary = { values: this.#values }
    this.#codeByText = new Map()
    this.#characterCount = 0
  }

  /** The code of a text, which is added when it is new. */
  codeOf(text: string): number {
    let code = this.#codeByText.get(text)
    if (code === undefined) {
      code = this.add(text)
      this.#codeByText.set(text, code)
    }
    return code
  }

  /** Adds a text that only its caller will find again; drivers keep tables of bytes for that. */
  add(text: string): number {
    this.#characterCount += text.length
    return this.#values.push(text) - 1
  }
}
