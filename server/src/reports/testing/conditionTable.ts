import type { ColumnType, ConditionValue, WhereCondition } from '@coatcheck/shared'
import { z } from 'zod'
import { quotedText } from '../../database/sqlText.ts'
import { defineReport } from '../defineReport.ts'

/** A cell as people see it: numbers with many digits and times are texts. */
export type Cell = string | number | boolean | null

export interface Kind {
  readonly id: string
  readonly type: ColumnType
  /** As both databases know it. */
  readonly sqlType: string
  readonly shownAs?: string
  /** Values worth a test; random cells and conditions are made of these. */
  readonly values: readonly Exclude<Cell, null>[]
}

const texts = [
  'Seattle',
  'SEATTLE',
  'sea',
  ' sea ',
  '100%',
  '100_',
  'a\\b',
  "O'Hare",
  '"; DROP TABLE t; --',
  '$1',
  '',
  'Zürich',
  '漢字',
  'NULL',
  '{a,b}',
]

export const kinds: readonly Kind[] = [
  { id: 'text', type: 'text', sqlType: 'VARCHAR', values: texts },
  {
    id: 'link "q"',
    type: 'link',
    sqlType: 'VARCHAR',
    values: ['https://a.example/?q=1', 'https://A.example/%20', 'no link'],
  },
  { id: 'small', type: 'integer', sqlType: 'INTEGER', values: [-3, -1, 0, 1, 2, 15, 60] },
  {
    id: 'big',
    type: 'integer',
    sqlType: 'BIGINT',
    values: ['9007199254740993', '9223372036854775807', '-9223372036854775808', 0, 7],
  },
  {
    id: 'double',
    type: 'number',
    sqlType: 'DOUBLE PRECISION',
    values: [-1.5, 0, 0.1, 0.3, 1e300, NaN, Infinity, -Infinity],
  },
  { id: 'real', type: 'number', sqlType: 'REAL', values: [-1.5, 0, 0.1, 0.3, 2.7] },
  {
    id: 'decimal',
    type: 'decimal',
    sqlType: 'DECIMAL(38, 10)',
    values: [
      '-1234567890123456789012345678.0123456789',
      '1234567890123456789012345678.0123456788',
      '1234567890123456789012345678.0123456789',
      '-10.5',
      '-9.75',
      '0',
      '0.05',
      '0.5',
      '9.99',
      '10',
    ],
  },
  { id: 'flag', type: 'boolean', sqlType: 'BOOLEAN', values: [true, false] },
  {
    id: 'day',
    type: 'date',
    sqlType: 'DATE',
    values: ['0001-01-01', '2001-01-31', '2001-02-01', '9999-12-31'],
  },
  {
    id: 'clock',
    type: 'datetime',
    sqlType: 'TIMESTAMP',
    values: [
      '2001-01-31T00:00:00.000',
      '2001-01-31T06:05:00.000',
      '2001-01-31T06:05:59.999',
      '2001-02-01T00:00:00.000',
      '9999-12-31T23:59:59.999',
    ],
  },
  {
    id: 'instant',
    type: 'instant',
    sqlType: 'TIMESTAMP WITH TIME ZONE',
    values: ['2001-01-31T00:00:00.000Z', '2001-01-31T06:05:00.500Z', '2001-02-01T00:00:00.000Z'],
  },
  {
    id: 'shown',
    type: 'text',
    sqlType: 'INTEGER',
    shownAs: `'No. ' || CAST("shown" AS VARCHAR)`,
    values: ['No. 1', 'No. 2', 'No. 30'],
  },
]

export type Table = readonly (readonly Cell[])[]

/** The rows of the report's table, in the SQL of DuckDB and of Postgres. */
export function conditionRowsSql(rows: Table): string {
  const ids = kinds.map(({ id }) => `"${id.replaceAll('"', '""')}"`)
  const casts = kinds.map(({ sqlType }, index) => `CAST(c${index} AS ${sqlType}) AS ${ids[index]}`)
  const names = ['n', ...kinds.map((_, index) => `c${index}`)]
  const lines = rows.map((cells, row) => `(${[row, ...cells.map(literal)].join(', ')})`)
  return `SELECT CAST(n AS INTEGER) AS id, ${casts.join(', ')}
    FROM (VALUES ${lines.join(', ')}) AS v(${names.join(', ')})`
}

/** A report on a table of these rows: to parse them takes longer than a query. Scope: rows up to an id. */
export function conditionReport() {
  const [first, ...others] = [
    { id: 'id', label: 'Id', type: 'integer', width: 9 } as const,
    ...kinds.map(({ id, type }) => ({ id, label: id, type, width: 9 })),
  ]
  return defineReport({
    description: {
      id: 'conditions',
      title: 'Conditions',
      filters: z.strictObject({}),
      columns: [first, ...others],
    },
    source: 'conditions',
    rowOrder: [{ column: 'id', direction: 'asc' }],
    shownAs: Object.fromEntries(
      kinds.flatMap(({ id, shownAs }) => (shownAs === undefined ? [] : [[id, shownAs]])),
    ),
    restrict: (scope: number | null) =>
      scope === null ? [] : [{ parts: ['"id" < ', ''], values: [scope] }],
    filter: () => [],
  })
}

function literal(cell: Cell, column: number): string {
  if (cell === null) return 'NULL'
  return quotedText(kinds[column]!.shownAs ? String(cell).replace('No. ', '') : String(cell))
}

/** Which rows meet a condition, in plain JavaScript. */
export function meets(kind: Kind, cell: Cell, condition: WhereCondition): boolean {
  const isBlank = cell === null || cell === '' || (typeof cell === 'number' && !isFinite(cell))
  switch (condition.operator) {
    case 'blank':
      return isBlank
    case 'notBlank':
      return !isBlank
    case 'is':
      return cell !== null && condition.values.some((value) => isSame(kind, cell, value))
    case 'isNot':
      return cell === null || !condition.values.some((value) => isSame(kind, cell, value))
    case 'contains':
      return cell !== null && String(cell).toLowerCase().includes(condition.text.toLowerCase())
    case 'between': {
      const { min, max } = condition
      if (cell === null || Number.isNaN(cell)) return false
      return (
        (min === undefined || compare(kind, cell, min) >= 0) &&
        (max === undefined || compare(kind, cell, max) <= 0)
      )
    }
  }
}

function isSame(kind: Kind, cell: Exclude<Cell, null>, value: ConditionValue): boolean {
  return compare(kind, cell, value) === 0
}

/** Days and times are compared as far as the value goes. */
function compare({ type }: Kind, cell: Exclude<Cell, null>, value: ConditionValue): number {
  switch (type) {
    case 'integer':
    case 'decimal': {
      const difference = scaled(String(cell)) - scaled(String(value))
      return difference < 0n ? -1 : Number(difference > 0n)
    }
    case 'number':
      return cell === value
        ? 0
        : Number(cell) > Number(value)
          ? 1
          : Number(cell) < Number(value)
            ? -1
            : 2
    default: {
      const text = String(value).replace(/Z$/, '')
      const isTime = type === 'date' || type === 'datetime' || type === 'instant'
      const own = isTime ? String(cell).slice(0, text.length) : String(cell)
      return own < text ? -1 : Number(own > text)
    }
  }
}

function scaled(digits: string): bigint {
  const [whole, fraction = ''] = digits.split('.')
  return BigInt(whole! + fraction.padEnd(30, '0'))
}
