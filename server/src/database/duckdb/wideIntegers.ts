import type { Vector } from '../../columnBatch.ts'
import type { ColumnReader } from './duckdbColumns.ts'
import { NullMap } from '../nullMap.ts'
import type { RawColumn, Storage } from './rawColumn.ts'

export type WideStorage = Extract<Storage, { kind: 'i64' | 'u64' | 'i128' | 'u128' | 'decimal' }>

export function isWide(storage: Storage): storage is WideStorage {
  return /^[iu](64|128)$|^decimal$/.test(storage.kind)
}

/** Whole numbers of 64 bits and more: Float64 as long as all of a batch are safe integers. */
export class WideIntegerReader implements ColumnReader {
  readonly #doubles: Float64Array
  readonly #bigints: BigInt64Array
  readonly #nulls: NullMap
  #unsafe = false

  readonly #storage: WideStorage

  constructor(storage: WideStorage, rowsMax: number) {
    this.#storage = storage
    if (storage.kind === 'decimal' && storage.scale > 0) {
      throw new Error('An integer column cannot show a decimal with digits after the point.')
    }
    this.#doubles = new Float64Array(rowsMax)
    this.#bigints = new BigInt64Array(rowsMax)
    this.#nulls = new NullMap(rowsMax)
  }

  begin(): void {
    this.#nulls.begin()
    this.#unsafe = false
  }

  append(raw: RawColumn, at: number, rowCount: number): void {
    const nulls = this.#nulls.append(raw.validity, at, rowCount)
    if (this.#storage.kind === 'i64') this.#append64(raw.data, nulls, at, rowCount)
    else this.#appendOther(raw, nulls, at, rowCount)
  }

  #append64(data: Uint8Array, nulls: Uint8Array | null, at: number, rowCount: number): void {
    const halves = new Int32Array(data.buffer, data.byteOffset, rowCount * 2)
    const doubles = this.#doubles
    this.#bigints.set(new BigInt64Array(data.buffer, data.byteOffset, rowCount), at)
    for (let row = 0; row < rowCount; row += 1) {
      if (nulls !== null && nulls[row] === 1) {
        doubles[at + row] = 0
        this.#bigints[at + row] = 0n
        continue
      }
      const value = halves[row * 2 + 1]! * 0x1_0000_0000 + (halves[row * 2]! >>> 0)
      if (!Number.isSafeInteger(value)) this.#unsafe = true
      doubles[at + row] = value
    }
  }

  #appendOther(raw: RawColumn, nulls: Uint8Array | null, at: number, rowCount: number): void {
    for (let row = 0; row < rowCount; row += 1) {
      const value = nulls !== null && nulls[row] === 1 ? 0n : BigInt(raw.textAt(row))
      if (BigInt.asIntN(64, value) !== value) {
        throw new RangeError('An integer is past 64 bits; describe its column as decimal.')
      }
      this.#bigints[at + row] = value
      const double = Number(value)
      this.#doubles[at + row] = double
      if (!Number.isSafeInteger(double)) this.#unsafe = true
    }
  }

  vector(rowCount: number): Vector {
    const nulls = this.#nulls.upTo(rowCount)
    return this.#unsafe
      ? { kind: 'bigint', values: this.#bigints.subarray(0, rowCount), nulls }
      : { kind: 'number', values: this.#doubles.subarray(0, rowCount), nulls }
  }
}
