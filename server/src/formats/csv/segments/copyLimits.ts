import type { ColumnBatch, TextDictionary } from '../../../columnBatch.ts'

/** Texts, and characters of texts, in the dictionaries of all columns: a thread keeps them in its heap. */
const dictionaryTextsMax = 65_536
const dictionaryCharactersMax = 4 * 1_024 * 1_024

/** More took 20 to 40 MB. */
const textBytesMax = 1_048_576

/** Texts that are longer than this, cell by cell, take as long to copy as to write here: fewer of them go. */
const shortTextBytes = 32
const longTextBytesMax = 524_288

/** With a hundred columns, the memory of another thread for them took 10 to 20 MB. */
const columnsMax = 64

interface Measured {
  readonly dictionary: TextDictionary
  /** Texts that have been measured. */
  count: number
  characters: number
}

/** Says which batches of a file are small enough for another thread. */
export class CopyLimits {
  /** By column. */
  readonly #measured: Measured[] = []

  /** @param textBytes those of the batch that are not in dictionaries */
  accepts({ rowCount, vectors }: ColumnBatch, textBytes: number): boolean {
    const areShort = textBytes <= rowCount * vectors.length * shortTextBytes
    const bytesMax = areShort ? textBytesMax : longTextBytesMax
    if (vectors.length > columnsMax || textBytes > bytesMax) return false
    let texts = 0
    let characters = 0
    for (const [column, vector] of vectors.entries()) {
      if (vector.kind !== 'text') continue
      texts += vector.dictionary.values.length
      characters += this.#charactersOf(column, vector.dictionary)
    }
    return texts <= dictionaryTextsMax && characters <= dictionaryCharactersMax
  }

  #charactersOf(column: number, dictionary: TextDictionary): number {
    let measured = this.#measured[column]
    if (measured?.dictionary !== dictionary) {
      measured = { dictionary, count: 0, characters: 0 }
      this.#measured[column] = measured
    }
    const { values } = dictionary
    for (; measured.count < values.length; measured.count += 1) {
      measured.characters += values[measured.count]!.length
    }
    return measured.characters
  }
}
