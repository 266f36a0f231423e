import type { Column, ColumnType } from '@coatcheck/shared'

/** A table of one kind of data, the same on every machine: all of its values follow from row numbers. */
export interface Workload {
  readonly columns: readonly Column[]
  /** A SELECT of DuckDB with a column for each of these, in their order. */
  sql(rowCount: number): string
}

/** A whole number from 0 to `below - 1` that looks random; another one for each `salt`. */
function pick(salt: number, below: number): string {
  return `(hash(i * 1000003 + ${salt}) % ${below})::INTEGER`
}

function oneOf(salt: number, values: readonly string[]): string {
  const list = values.map((value) => `'${value}'`).join(', ')
  return `([${list}])[1 + ${pick(salt, values.length)}]`
}

const firstNames =
  'Ada Ben Chloé Diego Emma Farid Grace Hana Igor Jürgen Kofi Lena Mona Nils Olga'.split(' ')
const lastNames =
  'Adams Baker Castillo Dubois Eriksen Fischer García Huber Ivanov Jensen Kowalski Larsen Müller Novak Okafor'.split(
    ' ',
  )
const countries = 'Austria Brazil Canada Denmark Egypt France Germany Hungary Italy Japan'.split(
  ' ',
)
const statuses = 'new paid packed shipped returned'.split(' ')
const words =
  'please deliver after the second gate call before arrival box fragile leave with neighbour gift wrap needed invoice by mail urgent return label inside door code changed ring twice careful glass'.split(
    ' ',
  )

/** `count` words, of which some end in a comma. */
function sentence(salt: number, count: number): string {
  const parts = Array.from({ length: count }, (_, at) => oneOf(salt + at, words))
  return parts.map((part, at) => (at % 4 === 3 ? `${part} || ','` : part)).join(` || ' ' || `)
}

const orders: Readonly<Record<string, readonly [ColumnType, string]>> = {
  id: ['integer', '1000000 + i'],
  reference: ['text', 'md5(i::VARCHAR)'],
  ordered: ['datetime', `TIMESTAMP '2024-01-01' + to_seconds(i * 31 + ${pick(1, 31)})`],
  customer: [
    'text',
    `${oneOf(2, firstNames)} || ' ' || ${oneOf(3, lastNames)} || ' ' || ${pick(4, 9000)}`,
  ],
  email: [
    'text',
    `lower(${oneOf(3, lastNames)}) || '.' || i || '@' || ${oneOf(5, ['example.com', 'mail.example.org'])}`,
  ],
  country: ['text', oneOf(6, countries)],
  status: ['text', oneOf(7, statuses)],
  quantity: ['integer', `1 + ${pick(8, 40)}`],
  amount: ['decimal', `(${pick(9, 200_000)} / 100)::DECIMAL(12, 2)`],
  note: ['text', `${sentence(20, 8)} || ' ' || ${pick(10, 100_000)}`],
}

/** A hundred columns: counts, prices, days and short codes that repeat. */
const wide: Record<string, readonly [ColumnType, string]> = { id: ['integer', 'i'] }
for (let at = 1; at < 100; at += 1) {
  const kinds: readonly (readonly [ColumnType, string])[] = [
    ['integer', pick(at, 10_000)],
    ['number', `${pick(at, 1_000_000)} / 100`],
    ['date', `DATE '2020-01-01' + ${pick(at, 2_000)}`],
    ['text', `'C' || ${pick(at, 500)}`],
  ]
  wide[`c${at}`] = kinds[at % kinds.length]!
}

const numbers: Readonly<Record<string, readonly [ColumnType, string]>> = {
  id: ['integer', 'i'],
  ...Object.fromEntries(
    Array.from({ length: 3 }, (_, at): [string, readonly [ColumnType, string]][] => [
      [`count${at}`, ['integer', pick(30 + at, 100_000)]],
      [`price${at}`, ['number', `${pick(40 + at, 10_000_000)} / 100`]],
      [`ratio${at}`, ['number', `${pick(50 + at, 1_000_000_007)} / 1000000007`]],
    ]).flat(),
  ),
}

/** Half a page of text in each row. */
const notes: Readonly<Record<string, readonly [ColumnType, string]>> = {
  id: ['integer', 'i'],
  author: ['text', oneOf(60, firstNames)],
  note: ['text', `${sentence(61, 20)} || chr(10) || ${sentence(90, 20)} || ' ' || md5(i::VARCHAR)`],
}

export const workloads: Readonly<Record<string, Workload>> = {
  orders: workloadOf(orders),
  wide: workloadOf(wide),
  numbers: workloadOf(numbers),
  notes: workloadOf(notes),
}

function workloadOf(table: Readonly<Record<string, readonly [ColumnType, string]>>): Workload {
  const columns = Object.entries(table).map(([id, [type]]): Column => ({
    id,
    label: id,
    type,
    width: 14,
  }))
  const selected = Object.entries(table).map(([id, [, sql]]) => `${sql} AS "${id}"`)
  return {
    columns,
    sql: (rowCount) => `SELECT ${selected.join(', ')} FROM range(${rowCount}) AS rows(i)`,
  }
}
