import type { Vector } from '../../columnBatch.ts'
import { IntegerVectorBuilder } from '../integerVectorBuilder.ts'
import type { ColumnValues, PostgresColumn } from './postgresColumn.ts'
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

  vector({ bytes, view, starts, lengths }: ColumnValues): Vector {
    const builder = this.#builder
    for (let row = 0; row < lengths.length; row += 1) {
      const at = starts[row]!
      const length = lengths[row]!
      if (length < 0) builder.setNull(row)
      else if (this.format === 1) builder.set(row, view.getInt32(at), view.getUint32(at + 4))
      else builder.setBigInt(row, BigInt(digitsIn(bytes.toString('latin1', at, at + length))))
    }
    return builder.vector(lengths.length)
  }
}

function digitsIn(decimal: string): string {
  if (/^-?\d+$/.test(decimal)) return decimal
  throw new Error('An integer column cannot show a decimal with digits after the point.')
}
