import { textDictionaryEntriesMax, type Vector } from '../../columnBatch.ts'
import { TextBytes } from '../textBytes.ts'
import { TextVectors } from '../textVectors.ts'
import type { PostgresColumn, ValuePlace } from './postgresColumn.ts'
import { PostgresTexts } from './postgresTexts.ts'

/** Postgres has a text for every value. */
export class TextColumn implements PostgresColumn {
  readonly format = 0
  readonly #texts: TextVectors<PostgresTexts, TextBytes>

  constructor(rowsMax: number) {
    this.#texts = new TextVectors(new PostgresTexts(), {
      rowsMax,
      entriesMax: textDictionaryEntriesMax,
      makeBytes: () => new TextBytes(rowsMax),
    })
  }

  begin(): void {
    this.#texts.begin()
  }

  read(place: ValuePlace, row: number): void {
    const { bytes, coded, codes } = this.#texts
    if (bytes) takeValue(bytes, place, row)
    else codes[row] = place.length < 0 ? -1 : coded.codeOf(place.bytes, place.at, place.length)
  }

  vector(rowCount: number): Vector {
    return this.#texts.vector(rowCount)
  }
}

/** Decimals with all of their digits, as Postgres writes them. */
export class DecimalColumn implements PostgresColumn {
  readonly format = 0
  readonly #texts: TextBytes

  constructor(rowsMax: number) {
    this.#texts = new TextBytes(rowsMax)
  }

  begin(): void {
    this.#texts.begin()
  }

  read(place: ValuePlace, row: number): void {
    takeValue(this.#texts, place, row)
  }

  vector(rowCount: number): Vector {
    return this.#texts.vector(rowCount)
  }
}

function takeValue(texts: TextBytes, { bytes, at, length }: ValuePlace, row: number): void {
  if (length < 0) texts.setNull(row)
  else texts.takeBytes(row, bytes, at, length)
}
