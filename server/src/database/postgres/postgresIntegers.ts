import type { Vector } from '../../columnBatch.ts'
import { IntegerVectorBuilder } from '../integerVectorBuilder.ts'
import type { PostgresColumn, ValuePlace } from './postgresColumn.ts'
import type { FieldFormat } from './postgresMessages.ts'

/** Whole numbers of 64 bits and more. */
export class PostgresIntegers implements PostgresColumn {
  readonly format: FieldFormat
  readonly #builder: IntegerVectorBuilder

  /** @param isBinary whether they are sent as int8, instead of as the digits of a numeric */
  constructor(isBinary: boolean, rowsMax: number) {
    this.format = isBinary ? 1 : 0
    this.#builder = new IntegerVectorBuilder(rowsMax)
  }

  begin(): void {
    this.#builder.begin()
  }

  read(place: ValuePlace, row: number): void {
    const { view, at, length } = place
    if (length < 0) this.#builder.setNull(row)
    else if (this.format === 1) {
      this.#builder.set(row, view.getInt32(at), view.getUint32(at + 4))
    } else this.#builder.setBigInt(row, BigInt(digitsAt(place)))
  }

  vector(rowCount: number): Vector {
    return this.#builder.vector(rowCount)
  }
}

function digitsAt({ bytes, at, length }: ValuePlace): string {
  const digits = bytes.toString('latin1', at, at + length)
  if (/^-?\d+$/.test(digits)) return digits
  throw new Error('An integer column cannot show a decimal with digits after the point.')
}
