import type { SortKey } from '@coatcheck/shared'
import type { Random } from '../../src/formats/testing/random.ts'
import type { OwnTable } from './ownTable.ts'

/** One way to ask for a table, and the rows that the database itself gives. */
export interface TableVariant {
  readonly sort?: readonly SortKey[]
  readonly filters: Readonly<Record<string, unknown>>
  readonly places: readonly number[]
}

const directions = ['asc', 'desc'] as const

export interface VariantOptions {
  readonly random: Random
  /** Whether each column is sorted in both directions, or in one by chance. */
  readonly isSortedBothWays: boolean
}

/** As it is, sorted by each column and by several, and filtered by each filter. */
export async function tableVariants(
  table: OwnTable,
  { random, isSortedBothWays }: VariantOptions,
): Promise<TableVariant[]> {
  const variants = [await variantOf(table, {})]
  const sortable = table.columns.filter(({ isSortable }) => isSortable)
  for (const { id } of sortable) {
    for (const direction of isSortedBothWays ? directions : [random.pick(directions)]) {
      variants.push(await variantOf(table, { sort: [{ column: id, direction }] }))
    }
  }
  const keys = sortable.filter(() => random.chance(0.5)).slice(0, 3)
  if (keys.length > 1) {
    const sort = keys.map(({ id }) => ({
      column: id,
      direction: random.pick(directions),
    }))
    variants.push(await variantOf(table, { sort }))
  }
  for (const filter of table.filters) {
    const key = random.pick(sortable)
    const sort = [{ column: key.id, direction: random.pick(directions) }]
    variants.push(await variantOf(table, { sort, ...filter }))
  }
  return variants
}

interface Asked {
  readonly sort?: readonly SortKey[]
  readonly filters?: Readonly<Record<string, unknown>>
  readonly where?: string
}

async function variantOf(
  table: OwnTable,
  { sort, filters = {}, where }: Asked,
): Promise<TableVariant> {
  const places = await table.places({
    ...(where !== undefined && { where }),
    ...(sort && { order: orderSql(table, sort) }),
  })
  return { filters, places, ...(sort && { sort }) }
}

/** Rows without a value come last in both directions. */
function orderSql({ columns }: OwnTable, sort: readonly SortKey[]): string {
  return sort
    .map(({ column, direction }) => {
      const sql = columns.find(({ id }) => id === column)!.sql
      return `${sql} IS NULL, ${sql} ${direction}, `
    })
    .join('')
}
