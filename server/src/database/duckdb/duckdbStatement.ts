import {
  LIST,
  VARCHAR,
  listValue,
  type DuckDBConnection,
  type DuckDBPreparedStatement,
  type DuckDBResult,
  type DuckDBTypeId,
} from '@duckdb/node-api'
import type { Query, QueryValue } from '../database.ts'
import { sqlWithTexts } from './shownTexts.ts'

/** Makes a start wait for its turn. */
export type InTurn = (start: () => Promise<DuckDBResult>) => Promise<DuckDBResult>

/**
 * Starts a query whose rows are streamed.
 *
 * @param inTurn for queries that read much before their first row: all except those in stored order
 */
export async function startQuery(
  connection: DuckDBConnection,
  query: Query,
  inTurn: InTurn,
): Promise<DuckDBResult> {
  const { sqlInStoredOrder } = query
  const isOrdered = sqlInStoredOrder && (await keepsOrder(connection, sqlInStoredOrder, query))
  const statement = await prepareShown(connection, isOrdered ? sqlInStoredOrder : query.sql, query)
  try {
    return isOrdered ? await statement.stream() : await inTurn(() => statement.stream())
  } finally {
    statement.destroySync()
  }
}

/** Prepared again where the types of its columns ask for it: 1 ms. */
async function prepareShown(
  connection: DuckDBConnection,
  sql: string,
  query: Query,
): Promise<DuckDBPreparedStatement> {
  const statement = await prepare(connection, sql, query)
  const types = await typesOf(connection, statement, { ...query, sql })
  const shownSql = sqlWithTexts(sql, types, query.columnTypes)
  if (shownSql === null) return statement
  statement.destroySync()
  return prepare(connection, shownSql, query)
}

/** The statement does not know them where they could follow from its values, as with `= ANY($1)`. */
async function typesOf(
  connection: DuckDBConnection,
  statement: DuckDBPreparedStatement,
  query: Query,
): Promise<readonly DuckDBTypeId[]> {
  const { columnCount } = statement
  if (columnCount === query.columnTypes.length) {
    return query.columnTypes.map((_, index) => statement.columnTypeId(index))
  }
  const empty = await prepare(connection, `FROM (${query.sql}\n) LIMIT 0`, query)
  try {
    return (await empty.run()).columnTypes().map(({ typeId }) => typeId)
  } finally {
    empty.destroySync()
  }
}

async function prepare(
  connection: DuckDBConnection,
  sql: string,
  { values }: Query,
): Promise<DuckDBPreparedStatement> {
  const statement = await connection.prepare(sql)
  try {
    for (const [index, value] of values.entries()) bindValue(statement, index + 1, value)
  } catch (error) {
    statement.destroySync()
    throw error
  }
  return statement
}

/**
 * DuckDB keeps the order of a table through scans, filters, projections and limits, but not
 * through joins, and it turns `= ANY(…)` into a join too. Reading the plan costs 1 ms.
 */
async function keepsOrder(
  connection: DuckDBConnection,
  sql: string,
  query: Query,
): Promise<boolean> {
  const statement = await prepare(connection, `EXPLAIN (FORMAT json) ${sql}`, query)
  try {
    const reader = await statement.runAndReadAll()
    const plan = JSON.parse(String(reader.getRows()[0]?.[1])) as PlanNode[]
    return plan.every(isOrderKeeping)
  } finally {
    statement.destroySync()
  }
}

interface PlanNode {
  readonly name: string
  readonly children: readonly PlanNode[]
}

const orderKeepingOperators =
  /^(SEQ_SCAN|READ_PARQUET|READ_CSV|FILTER|PROJECTION|LIMIT|STREAMING_LIMIT|STREAMING_WINDOW|EMPTY_RESULT)$/

function isOrderKeeping({ name, children }: PlanNode): boolean {
  return orderKeepingOperators.test(name.trim()) && children.every(isOrderKeeping)
}

function bindValue(statement: DuckDBPreparedStatement, index: number, value: QueryValue): void {
  if (value === null) statement.bindNull(index)
  else if (typeof value === 'string') statement.bindVarchar(index, value)
  else if (typeof value === 'boolean') statement.bindBoolean(index, value)
  else if (typeof value === 'number') bindNumber(statement, index, value)
  else statement.bindList(index, listValue([...value]), LIST(VARCHAR))
}

function bindNumber(statement: DuckDBPreparedStatement, index: number, value: number): void {
  if (!Number.isSafeInteger(value)) statement.bindDouble(index, value)
  else if (Math.abs(value) < 2 ** 31) statement.bindInteger(index, value)
  else statement.bindBigInt(index, BigInt(value))
}
