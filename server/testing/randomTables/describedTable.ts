import type { Column, ColumnType } from '@coatcheck/shared'
import { z } from 'zod'
import type { Database } from '../../src/database/database.ts'
import type { Random } from '../../src/formats/testing/random.ts'
import type { Condition } from '../../src/reports/condition.ts'
import { defineReport, type Report } from '../../src/reports/defineReport.ts'
import { textSql } from './columnKind.ts'
import { expectedValue } from './expectedValue.ts'
import {
  placesReader,
  type OwnColumn,
  type OwnDatabase,
  type OwnFilter,
  type OwnTable,
} from './ownTable.ts'
import type { SqlTable } from './randomSqlTable.ts'

export interface DescribedOptions {
  readonly name: string
  readonly random: Random
  readonly own: OwnDatabase
  readonly database: Database
  /** SQL for the text that a column shows. */
  readonly ownText: (column: string, sqlType: string) => string
  /** A bound number as the database takes it where a report compares a column with it. */
  readonly ownBound: (bound: number) => string
}

/** A report that someone has described, of a table that exists under its name. */
export async function describedTable(
  { kinds, names }: SqlTable,
  { name, random, own, database, ownText, ownBound }: DescribedOptions,
): Promise<OwnTable> {
  const id = name.replace(' ', '-')
  const columns: OwnColumn[] = kinds.map(({ columnType, isSortable = true }, index) => ({
    id: `c${index}`,
    label: names[index]!,
    type: columnType,
    sql: `c${index}`,
    isSortable,
  }))
  columns.push({ id: 'place', label: 'Place', type: 'integer', sql: 'place', isSortable: true })
  const texts = columns.map((column, index) =>
    ownText(column.sql, kinds[index]?.sqlType ?? 'INTEGER'),
  )
  const rows = await own.texts(texts, `FROM "${id}" ORDER BY place`)
  const casts = columns.map((column) => `CAST(${column.sql} AS VARCHAR)`)
  const asText = await own.texts(casts, `FROM "${id}" ORDER BY place`)
  const filters = columns.map((column, index) =>
    filterOf(random, column, { texts: asText.map((row) => row[index]!), ownBound }),
  )
  return {
    name,
    report: reportOf(id, columns, filters),
    database,
    columns,
    rows: rows.map((row) =>
      row.map((text, index) =>
        expectedValue(text, {
          type: columns[index]!.type,
          isSingle: /^(FLOAT|real)$/.test(kinds[index]?.sqlType ?? ''),
        }),
      ),
    ),
    filters: filters.flatMap((filter, index) =>
      filter === null ? [] : [{ filters: { [`f${index}`]: filter.value }, where: filter.where }],
    ),
    places: placesReader(own, `"${id}"`, 'place'),
  }
}

interface DescribedFilter extends Pick<OwnFilter, 'where'> {
  readonly value: unknown
  readonly schema: z.ZodType
  readonly condition: (value: never) => Condition
}

function reportOf(
  id: string,
  columns: readonly OwnColumn[],
  filters: readonly (DescribedFilter | null)[],
): Report {
  const shape = filters.flatMap((filter, index) =>
    filter === null ? [] : [[`f${index}`, filter.schema.optional()] as const],
  )
  const [first, ...others] = columns.map(({ id, label, type }): Column => ({
    id,
    label,
    type,
    width: 12,
  }))
  return defineReport({
    description: {
      id,
      title: id,
      filters: z.strictObject(Object.fromEntries(shape)),
      columns: [first!, ...others],
    },
    source: `"${id}"`,
    restrict: () => [],
    filter: (values: Readonly<Record<string, unknown>>) =>
      filters.map((filter, index) => {
        const value = values[`f${index}`]
        return value === undefined ? undefined : filter?.condition(value as never)
      }),
    rowOrder: [{ column: 'place', direction: 'asc' }],
  })
}

interface Content extends Pick<DescribedOptions, 'ownBound'> {
  readonly texts: readonly (string | null)[]
}

/** A condition as reports have them, with a value from the rows; null where all rows are null. */
function filterOf(
  random: Random,
  { sql: column, type }: OwnColumn,
  { texts, ownBound }: Content,
): DescribedFilter | null {
  const known = texts.filter((text) => text !== null)
  if (known.length === 0) return null
  const chosen = random.pick(known)
  const name = `"${column}"`
  switch (type) {
    case 'boolean': {
      const value = chosen.startsWith('t')
      const condition = (bound: boolean) => ({ parts: [`${name} = `, ''], values: [bound] })
      return { value, schema: z.boolean(), condition, where: `${column} = ${value}` }
    }
    case 'integer':
    case 'number':
    case 'decimal':
      return numberFilter({ column, type }, Number(chosen), ownBound)
    case 'date':
    case 'datetime':
    case 'instant': {
      const value = /^\d{4}-\d\d-\d\d(?!.*BC)/.exec(chosen)?.[0] ?? '2001-01-31'
      const condition = (bound: string) => ({
        parts: [`${name} >= CAST(`, ' AS TIMESTAMP)'],
        values: [bound],
      })
      return { value, schema: z.iso.date(), condition, where: `${column} >= TIMESTAMP '${value}'` }
    }
    default: {
      const value = [...new Set([chosen, random.pick(known)])]
      const condition = (bound: string[]) => ({
        parts: [`CAST(${name} AS VARCHAR) = ANY(`, ')'],
        values: [bound],
      })
      const list = value.map((text) => text.split('\0').map(textSql).join(' || chr(0) || '))
      const where = `CAST(${column} AS VARCHAR) IN (${list.join(', ')})`
      return { value, schema: z.array(z.string()), condition, where }
    }
  }
}

function numberFilter(
  { column, type }: { readonly column: string; readonly type: ColumnType },
  chosen: number,
  ownBound: DescribedOptions['ownBound'],
): DescribedFilter | null {
  if (!Number.isFinite(chosen) || (type === 'integer' && !Number.isSafeInteger(chosen))) return null
  // A bound in the column's own type may be past its range.
  const [before, after] = type === 'decimal' ? ['CAST(', ' AS DOUBLE PRECISION)'] : ['', '']
  const condition = (bound: number) => ({
    parts: [`"${column}" >= ${before}`, after],
    values: [bound],
  })
  const bound = type === 'decimal' ? `CAST('${chosen}' AS DOUBLE PRECISION)` : ownBound(chosen)
  return { value: chosen, schema: z.number(), condition, where: `${column} >= ${bound}` }
}
