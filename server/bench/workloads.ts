import { flightColumns } from './flightBatches.ts'

/** The columns of a table, each as an expression over the number `i` of its row. */
type Table = Readonly<Record<string, string>>

const firstNames = 'Ada Ben Chloé Diego Emma Farid Grace Hana Igor Jürgen Kofi Lena Mona Nils Olga'
const lastNames =
  'Adams Baker Castillo Dubois Eriksen Fischer García Huber Ivanov Jensen Kowalski Larsen Müller Okafor'
const countries = 'Austria Brazil Canada Denmark Egypt France Germany Hungary Italy Japan'
const statuses = 'new paid packed shipped returned'
const words =
  'please deliver after the second gate call before arrival box fragile leave with neighbour gift ' +
  'wrap needed invoice by mail urgent return label inside door code changed ring twice careful glass'

/** An ordinary table of a business: most of its texts come once. */
const orders: Table = {
  id: '1000000 + i',
  reference: 'md5(i::VARCHAR)',
  ordered: `TIMESTAMP '2024-01-01' + to_seconds(i * 31 + ${pick(1, 31)})`,
  customer: `${oneOf(2, firstNames)} || ' ' || ${oneOf(3, lastNames)} || ' ' || ${pick(4, 9_000)}`,
  email: `lower(${oneOf(3, lastNames)}) || '.' || i || '@' || ${oneOf(5, 'example.com mail.example.org')}`,
  country: oneOf(6, countries),
  status: oneOf(7, statuses),
  quantity: `1 + ${pick(8, 40)}`,
  amount: `(${pick(9, 200_000)} / 100)::DECIMAL(12, 2)`,
  note: `${sentence(20, 8)} || ' ' || ${pick(10, 100_000)}`,
}

/** A hundred columns: counts, prices, days, and short codes that repeat. */
const wide: Table = columnsOf(100, (at) => {
  const kinds = [
    pick(at, 10_000),
    `${pick(at, 1_000_000)} / 100`,
    `DATE '2020-01-01' + ${pick(at, 2_000)}`,
    `'C' || ${pick(at, 500)}`,
  ]
  return kinds[at % kinds.length]!
})

/** Counts, prices, and ratios that need all digits of a double. */
const numbers: Table = columnsOf(10, (at) => {
  const kinds = [
    pick(at, 100_000),
    `${pick(at, 10_000_000)} / 100`,
    `${pick(at, 1_000_000_007)} / 1000000007`,
  ]
  return kinds[at % kinds.length]!
})

/** Half a page of text in each row. */
const notes: Table = {
  id: 'i',
  author: oneOf(60, firstNames),
  note: `${sentence(61, 20)} || chr(10) || ${sentence(90, 20)} || ' ' || md5(i::VARCHAR)`,
}

const tables: Readonly<Record<string, Table>> = { orders, wide, numbers, notes }

/**
 * A SELECT of DuckDB for a table of one kind of data, the same on every machine. The demo's database
 * is attached as `demo`, for its flights.
 */
export function workloadSql(name: string, rowCount: number): string {
  if (name === 'flights') {
    const columns = flightColumns.map(({ id }) => `"${id}"`)
    return `SELECT ${columns.join(', ')} FROM demo.flights LIMIT ${rowCount}`
  }
  const table = tables[name]
  if (!table) throw new Error(`Workloads are flights, ${Object.keys(tables).join(', ')}.`)
  const columns = Object.entries(table).map(([id, sql]) => `${sql} AS "${id}"`)
  return `SELECT ${columns.join(', ')} FROM range(${rowCount}) AS rows(i)`
}

/** A whole number from 0 to `below - 1` that looks random; another one for each `salt`. */
function pick(salt: number, below: number): string {
  return `(hash(i * 1000003 + ${salt}) % ${below})::INTEGER`
}

/** One of these words. */
function oneOf(salt: number, choices: string): string {
  const list = choices.split(' ').map((choice) => `'${choice}'`)
  return `([${list.join(', ')}])[1 + ${pick(salt, list.length)}]`
}

/** So many words, of which every fourth ends in a comma. */
function sentence(salt: number, count: number): string {
  const parts = Array.from({ length: count }, (_, at) => oneOf(salt + at, words))
  return parts.map((part, at) => (at % 4 === 3 ? `${part} || ','` : part)).join(` || ' ' || `)
}

function columnsOf(count: number, sqlOf: (at: number) => string): Table {
  const ids = Array.from({ length: count }, (_, at) => [at === 0 ? 'id' : `c${at}`, at] as const)
  return Object.fromEntries(ids.map(([id, at]) => [id, at === 0 ? 'i' : sqlOf(at)]))
}
