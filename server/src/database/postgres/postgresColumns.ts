import type { ColumnType } from '@coatcheck/shared'
import type { Vector } from '../../columnBatch.ts'
import { NullMap } from '../nullMap.ts'
import type { ColumnValues, PostgresColumn } from './postgresColumn.ts'
import { PostgresIntegers } from './postgresIntegers.ts'
import type { FieldFormat } from './postgresMessages.ts'
import { numberReader, unfit, type NumberReader } from './postgresNumbers.ts'
import { DecimalColumn, TextColumn } from './postgresTextColumns.ts'
import { oids } from './postgresTypes.ts'

/** Types whose text is the digits of a number; that of `money` has a currency. */
const decimals: ReadonlySet<number> = new Set([
  ...[oids.int2, oids.int4, oids.int8, oids.numeric],
  ...[oids.float4, oids.float8, oids.text, oids.varchar],
])

/** @throws Error when Postgres's type does not fit the column's. */
export function postgresColumn(type: ColumnType, oid: number, rowsMax: number): PostgresColumn {
  if (type === 'decimal' && !decimals.has(oid)) throw unfit(type, oid)
  if (type === 'decimal') return new DecimalColumn()
  if (type === 'text' || type === 'link') return new TextColumn(rowsMax)
  if (type === 'integer' && (oid === oids.int8 || oid === oids.numeric)) {
    return new PostgresIntegers(oid === oids.int8, rowsMax)
  }
  return new NumberColumn(numberReader(type, oid), rowsMax)
}

class NumberColumn implements PostgresColumn {
  readonly format: FieldFormat
  readonly #reader: NumberReader
  readonly #values: Int32Array | Float64Array
  readonly #nulls: NullMap

  constructor(reader: NumberReader, rowsMax: number) {
    this.#reader = reader
    this.format = reader.format
    this.#values = new reader.array(rowsMax)
    this.#nulls = new NullMap(rowsMax)
  }

  begin(): void {
    this.#nulls.begin()
  }

  vector({ bytes, view, starts, lengths }: ColumnValues): Vector {
    const values = this.#values
    const source = { bytes, view }
    for (let row = 0; row < lengths.length; row += 1) {
      const length = lengths[row]!
      if (length < 0) this.#nulls.markNull(row)
      values[row] = length < 0 ? 0 : this.#reader.read(source, starts[row]!, length)
    }
    return {
      kind: 'number',
      values: values.subarray(0, lengths.length),
      nulls: this.#nulls.upTo(lengths.length),
    }
  }
}
