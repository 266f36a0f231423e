import type { Random } from '../../src/formats/testing/random.ts'
import type { ColumnKind, RandomKind } from './columnKind.ts'

/** A table as SQL has it: the types of its columns, and a literal for each value. */
export interface SqlTable {
  readonly kinds: readonly ColumnKind[]
  readonly names: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** Names that need quotes, look like other things, or differ in case only. */
const names = [
  ...[
    'Total amount',
    'Kundennummer',
    'tax_rate',
    'year',
    'select',
    'a"b',
    "it's",
    '=1+1',
    'Zürich',
  ],
  ...[
    '名前',
    'A',
    'a',
    ' ',
    'file_row_number',
    'a;b,c',
    '😀',
    'x'.repeat(80),
    'row number',
    '_x0041_',
  ],
]

export interface SqlTableOptions {
  readonly kinds: readonly RandomKind[]
  readonly columnsMax: number
}

/** From no rows to some hundred, and one column to some of these kinds. */
export function randomSqlTable(random: Random, { kinds, columnsMax }: SqlTableOptions): SqlTable {
  const columnCount = random.integer(1, columnsMax)
  const chosen = Array.from({ length: columnCount }, () => random.pick(kinds)(random))
  const rowCount = randomRowCount(random)
  const columns = chosen.map((kind) => {
    const nullShare = random.pick([0, 0, 0.1, 0.5, 1])
    // Some columns repeat values, so that they have ties and lists to choose from.
    const pool = random.chance(0.4) ? Array.from({ length: 4 }, kind.value) : null
    const value = () => (pool === null ? kind.value() : random.pick(pool))
    return Array.from({ length: rowCount }, () => (random.chance(nullShare) ? 'NULL' : value()))
  })
  return {
    kinds: chosen,
    names: chosen.map((_, index) => (random.chance(0.4) ? random.pick(names) : `column ${index}`)),
    rows: Array.from({ length: rowCount }, (_, row) => columns.map((column) => column[row]!)),
  }
}

function randomRowCount(random: Random): number {
  const kind = random.unit()
  if (kind < 0.08) return 0
  if (kind < 0.16) return 1
  if (kind < 0.9) return random.integer(2, 40)
  return random.integer(100, 400)
}

/** The rows as a query with columns c0, c1, …, numbered by `place`. */
export function rowsSql({ kinds, rows }: SqlTable): string {
  const types = kinds.map(({ sqlType }, index) => `CAST(c${index} AS ${sqlType}) AS c${index}`)
  const columns = ['place', ...kinds.map((_, index) => `c${index}`)].join(', ')
  const given = rows.map((row, place) => `(${[place, ...row].join(', ')})`)
  const nulls = `(${['0', ...kinds.map(() => 'NULL')].join(', ')})`
  const all = `(VALUES ${given.length > 0 ? given.join(', ') : nulls}) AS t(${columns})`
  return `SELECT ${types.join(', ')}, place FROM ${all}${given.length > 0 ? '' : ' WHERE false'}`
}
