import type { Vector } from '../../columnBatch.ts'
import { IntegerVectorBuilder } from '../integerVectorBuilder.ts'
import type { ColumnReader } from './columnReader.ts'
import type { RawColumn, Storage } from './rawColumn.ts'

export type WideStorage = Extract<Storage, { kind: 'i64' | 'u64' | 'i128' | 'u128' | 'decimal' }>

export function isWide(storage: Storage): storage is WideStorage {
  return /^[iu](64|128)$|^decimal$/.test(storage.kind)
}

/** Whole numbers that DuckDB stores in 64 bits or more. */
export class WideIntegerReader implements ColumnReader {
  readonly #storage: WideStorage
  readonly #builder: IntegerVectorBuilder

  /** @throws Error for a decimal that has digits after the point. */
  constructor(storage: WideStorage, rowsMax: number) {
    if (storage.kind === 'decimal' && storage.scale > 0) {
      throw new Error('An integer column cannot show a decimal with digits after the point.')
    }
    this.#storage = storage
    this.#builder = new IntegerVectorBuilder(rowsMax)
  }

  begin(): void {
    this.#builder.begin()
  }

  append(raw: RawColumn, at: number, rowCount: number): void {
    const nulls = this.#builder.nulls.addValidity(raw.validity, at, rowCount)
    if (this.#storage.kind === 'i64') {
      const halves = new Int32Array(raw.data.buffer, raw.data.byteOffset, rowCount * 2)
      this.#builder.setAll(at, halves, nulls)
    } else this.#appendDigits(raw, nulls, at, rowCount)
  }

  vector(rowCount: number): Vector {
    return this.#builder.vector(rowCount)
  }

  #appendDigits(raw: RawColumn, nulls: Uint8Array | null, at: number, rowCount: number): void {
    const builder = this.#builder
    for (let row = 0; row < rowCount; row += 1) {
      if (nulls?.[row] === 1) builder.setNull(at + row)
      else builder.setBigInt(at + row, BigInt(raw.textAt(row)))
    }
  }
}
