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

export interface StartHooks {
  /** For queries that read much before their first row: all except those in stored order. */
  readonly inTurn: InTurn
  /** Called before the query runs: whether it only reads rows, as they are stored. */
  readonly onKind: (isScan: boolean) => Promise<void>
}

/** Starts a query whose rows are streamed. */
export async function startQuery(
  connection: DuckDBConnection,
  query: Query,
  { inTurn, onKind }: StartHooks,
): Promise<DuckDBResult> {
  const { sqlInStoredOrder } = query
  const plan = sqlInStoredOrder ? await planOf(connection, sqlInStoredOrder, query) : []
  const isOrdered = sqlInStoredOrder && plan.every(isOrderKeeping)
  const statement = await prepareShown(connection, isOrdered ? sqlInStoredOrder : query.sql, query)
  try {
    await onKind(plan.length > 0 && plan.every(onlyReads))
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

/** How DuckDB would run a query, which it says in 1 ms. */
async function planOf(
  connection: DuckDBConnection,
  sql: string,
  query: Query,
): Promise<readonly PlanNode[]> {
  const statement = await prepare(connection, `EXPLAIN (FORMAT json) ${sql}`, query)
  try {
    const reader = await statement.runAndReadAll()
    return JSON.parse(String(reader.getRows()[0]?.[1])) as PlanNode[]
  } finally {
    statement.destroySync()
  }
}

interface PlanNode {
  readonly name: string
  readonly children: readonly PlanNode[]
  readonly extra_info: {
    readonly Projections?: string | readonly string[]
    readonly Filters?: string | readonly string[]
  }
}

const orderKeepingOperators =
  /^(SEQ_SCAN|READ_PARQUET|READ_CSV|FILTER|PROJECTION|LIMIT|STREAMING_LIMIT|STREAMING_WINDOW|EMPTY_RESULT)$/

/**
 * DuckDB keeps the order of a table through scans, filters, projections and limits, but not through
 * joins, and it turns `= ANY(…)` into a join too.
 */
function isOrderKeeping({ name, children }: PlanNode): boolean {
  return orderKeepingOperators.test(name.trim()) && children.every(isOrderKeeping)
}

const readingOperators = /^(SEQ_SCAN|READ_PARQUET|PROJECTION|LIMIT|STREAMING_LIMIT)$/

/** Whether all rows are read and none is filtered or computed: that would take all threads. */
function onlyReads({ name, children, extra_info: info }: PlanNode): boolean {
  // A projection that only puts columns in order names those of the scan; a new name may be computed.
  const isComputed =
    name.trim() === 'PROJECTION' && !namesIn(info).every((shown) => children.some(hasName(shown)))
  const isPlain = readingOperators.test(name.trim()) && info.Filters === undefined && !isComputed
  return isPlain && children.every(onlyReads)
}

function hasName(shown: string): (node: PlanNode) => boolean {
  return ({ extra_info: info }) => namesIn(info).includes(shown)
}

function namesIn({ Projections: names = [] }: PlanNode['extra_info']): readonly string[] {
  return [names].flat()
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
