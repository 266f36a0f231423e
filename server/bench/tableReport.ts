import { describeReport, outlineOf, type Column, type ColumnType } from '@coatcheck/shared'
import { Client } from 'pg'
import { z } from 'zod'
import type { Query } from '../src/database/database.ts'
import { demoReport } from '../src/demo/testing/demoRequests.ts'
import { defineReport, sql, type Report } from '../src/index.ts'
import { exportQuery } from '../src/reports/reportQueries.ts'
import { allRows } from './allRows.ts'

/** A table of Postgres whose rows have numbers in a column `id`, without gaps. */
export interface Table {
  readonly name: string
  readonly firstId: number
  readonly columns: readonly [Column, ...Column[]]
}

/** Names of Postgres's types in the information schema. */
const columnTypes: Readonly<Record<string, ColumnType>> = {
  integer: 'integer',
  bigint: 'integer',
  'double precision': 'number',
  numeric: 'decimal',
  date: 'date',
  'timestamp without time zone': 'datetime',
  'character varying': 'text',
}

const filters = z.strictObject({ rows: z.int().min(1) })

/** A report of the first rows of a table; threads make it from the same plain data. */
export function tableReport({ name, firstId, columns }: Table): Report {
  return defineReport({
    description: describeReport({ id: name, title: name, filters, columns }),
    source: `"${name}"`,
    rowOrder: [{ column: 'id', direction: 'asc' }],
    restrict: () => [],
    filter: ({ rows }) => [sql`"id" < ${firstId + rows}`],
    measures: {},
  })
}

export async function openTable(url: string, name: string): Promise<Table> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows: found } = await client.query<{ id: string; type: string }>(
    `SELECT column_name AS id, data_type AS type FROM information_schema.columns
     WHERE table_name = $1 ORDER BY ordinal_position`,
    [name],
  )
  const [first, ...others] = found.map(({ id, type }) => ({
    id,
    label: id,
    type: columnTypes[type] ?? unknownType(type),
    width: 14,
  }))
  if (first === undefined) throw new Error(`There is no table ${name}: load it first.`)
  const { rows } = await client.query<{ id: string }>(`SELECT min("id") AS id FROM "${name}"`)
  await client.end()
  return { name, firstId: Number(rows[0]!.id), columns: [first, ...others] }
}

/** The rows that an export of the product selects, by the same statement; filters are JSON. */
export async function openRows(url: string, name: string) {
  const report = name === 'flights' ? demoReport(name) : tableReport(await openTable(url, name))
  return {
    columns: outlineOf(report.description).columns,
    query: (filters: string): Query => {
      const parsed = report.description.filters.parse(JSON.parse(filters))
      return exportQuery(report, { filters: parsed }, allRows)
    },
  }
}

function unknownType(type: string): never {
  throw new Error(`A table of the bench has the type ${type}, which is not in the list.`)
}
