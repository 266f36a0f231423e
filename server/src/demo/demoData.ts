import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** What making the tables needs of a database. */
export interface SqlRunner {
  run(sql: string): Promise<unknown>
  /** The result's columns, each value as text. */
  texts(sql: string): Promise<string[][]>
}

/** The data files of the package vega-datasets, wherever it is installed. */
export function demoDataDirectory(): string {
  const require = createRequire(import.meta.url)
  return join(dirname(require.resolve('vega-datasets')), '..', 'data')
}

/**
 * Creates the tables `flights` (3,000,000 rows of 2001, in the order of their ids) and
 * `bird_strikes` (10,000), with one column per column id of their reports. Data stays as it is in
 * the source: `NA` for a missing city, `B` and `C` among the damages, `US AIRWAYS*`.
 */
export async function createDemoTables(runner: SqlRunner, directory: string): Promise<void> {
  await createAirports(runner, directory)
  const [codes, cities, states] = await runner.texts('SELECT code, city, state FROM airports')
  const flights = flightsSql(directory, {
    codes: textsLiteral(codes ?? []),
    cities: textsLiteral(cities ?? []),
    states: textsLiteral(states ?? []),
  })
  await runner.run(`CREATE TABLE flights AS ${flights}`)
  await runner.run(`CREATE TABLE bird_strikes AS ${birdStrikesSql(directory)}`)
}

/**
 * Codes, cities and states are ENUMs, ordered by their texts' bytes: a row holds one byte for
 * each, comparisons compare codes, and batches get dictionary codes for nothing.
 */
async function createAirports(runner: SqlRunner, directory: string): Promise<void> {
  const names = ['iata', 'name', 'city', 'state', 'country', 'latitude', 'longitude']
  const types = names.map((name) => `${name}: 'VARCHAR'`)
  const flights = fileLiteral(directory, 'flights-3m.parquet')
  await runner.run(`
    CREATE TABLE airports AS
    SELECT iata AS code, city, state
    FROM ${csv(directory, 'airports.csv', types)}
    WHERE iata IN (SELECT origin FROM ${flights} UNION ALL SELECT destination FROM ${flights})
    ORDER BY code`)
  for (const type of ['code', 'city', 'state']) {
    await runner.run(
      `CREATE TYPE airport_${type} AS ENUM (SELECT DISTINCT ${type} FROM airports ORDER BY 1)`,
    )
  }
}

interface AirportLists {
  readonly codes: string
  readonly cities: string
  readonly states: string
}

/**
 * What is known of an airport is looked up in lists rather than joined: a scan without a join keeps
 * the order of the file, and DuckDB looks a list up once per dictionary entry of the file's text
 * columns. That costs 0.1 µs a row for all six; joins cost three times as much, and so does a
 * plain cast of the two codes to ENUM.
 */
function flightsSql(directory: string, { codes, cities, states }: AirportLists): string {
  const position = (airport: string) => `list_position(${codes}::VARCHAR[], ${airport})`
  return `
    SELECT
      id,
      date,
      (${codes}::airport_code[])[from_position] AS origin,
      (${cities}::airport_city[])[from_position] AS "originCity",
      (${states}::airport_state[])[from_position] AS "originState",
      (${codes}::airport_code[])[to_position] AS destination,
      (${cities}::airport_city[])[to_position] AS "destinationCity",
      (${states}::airport_state[])[to_position] AS "destinationState",
      distance,
      delay
    FROM (
      SELECT
        file_row_number::INTEGER AS id,
        date,
        ${position('origin')} AS from_position,
        ${position('destination')} AS to_position,
        distance::SMALLINT AS distance,
        delay::SMALLINT AS delay
      FROM read_parquet(${fileLiteral(directory, 'flights-3m.parquet')}, file_row_number = true,
        hive_partitioning = false)
    )`
}

/** The columns of birdstrikes.csv, in its order: their names there and here, and types. */
const birdStrikeColumns = [
  ['Airport Name', 'airport', 'VARCHAR'],
  ['Aircraft Make Model', 'aircraft', 'VARCHAR'],
  ['Effect Amount of damage', 'damage', 'VARCHAR'],
  ['Flight Date', 'date', 'DATE'],
  ['Aircraft Airline Operator', 'operator', 'VARCHAR'],
  ['Origin State', 'state', 'VARCHAR'],
  ['Phase of flight', 'phase', 'VARCHAR'],
  ['Wildlife Size', 'size', 'VARCHAR'],
  ['Wildlife Species', 'species', 'VARCHAR'],
  ['Time of day', 'timeOfDay', 'VARCHAR'],
  ['Cost Other', 'otherCost', 'INTEGER'],
  ['Cost Repair', 'repairCost', 'INTEGER'],
  ['Cost Total $', 'totalCost', 'INTEGER'],
  ['Speed IAS in knots', 'speed', 'INTEGER'],
] as const

function birdStrikesSql(directory: string): string {
  const types = birdStrikeColumns.map(([, name, type]) => `'${name}': '${type}'`)
  return `
    SELECT (row_number() OVER ())::INTEGER AS id, *
    FROM ${csv(directory, 'birdstrikes.csv', types)}`
}

/** Without `auto_detect`, which takes 60 ms for each query of a small file. */
function csv(directory: string, name: string, types: readonly string[]): string {
  const columns = `{${types.join(', ')}}`
  const file = fileLiteral(directory, name)
  const options = `header = true, auto_detect = false, hive_partitioning = false`
  return `read_csv(${file}, ${options}, columns = ${columns})`
}

function quotedText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** DuckDB takes `*`, `?` and `[` in a path for a pattern; a class with one of them is only that. */
function fileLiteral(directory: string, name: string): string {
  return quotedText(join(directory, name).replaceAll(/[*?[]/g, '[$&]'))
}

function textsLiteral(texts: readonly string[]): string {
  return `[${texts.map(quotedText).join(', ')}]`
}
