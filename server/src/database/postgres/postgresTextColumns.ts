import { textDictionaryEntriesMax, type BytesVector, type Vector } from '../../columnBatch.ts'
import { TextVectors } from '../textVectors.ts'
import type { ColumnValues, PostgresColumn } from './postgresColumn.ts'
import { PostgresTexts } from './postgresTexts.ts'

/** Postgres has a text for every value. */
export class TextColumn implements PostgresColumn {
  readonly format = 0
  readonly #texts: TextVectors<PostgresTexts, WireTexts>

  constructor(rowsMax: number) {
    this.#texts = new TextVectors(new PostgresTexts(), {
      rowsMax,
      entriesMax: textDictionaryEntriesMax,
      makeBytes: () => new WireTexts(),
    })
  }

  begin(): void {
    this.#texts.begin()
  }

  vector(values: ColumnValues): Vector {
    const { bytes: asBytes, coded, codes } = this.#texts
    const { bytes, starts, lengths } = values
    if (asBytes) asBytes.take(values)
    else {
      for (let row = 0; row < lengths.length; row += 1) {
        const length = lengths[row]!
        codes[row] = length < 0 ? -1 : coded.codeOf(bytes, starts[row]!, length)
      }
    }
    return this.#texts.vector(lengths.length)
  }
}

/** Decimals with all of their digits, as Postgres writes them. */
export class DecimalColumn implements PostgresColumn {
  readonly format = 0

  begin(): void {}

  vector(values: ColumnValues): Vector {
    return wireTexts(values)
  }
}

/** Texts that stay where they are in the bytes of the connection. */
class WireTexts {
  #vector: BytesVector | null = null

  begin(): void {
    this.#vector = null
  }

  take(values: ColumnValues): void {
    this.#vector = wireTexts(values)
  }

  vector(): BytesVector {
    return this.#vector!
  }
}

function wireTexts({ bytes, starts, lengths }: ColumnValues): BytesVector {
  return { kind: 'bytes', bytes, starts, lengths }
}
