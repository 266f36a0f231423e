import { expect, test } from 'vitest'
import { keysetRows } from './keysetRows.ts'

interface Order {
  readonly id: number
}

interface Query {
  readonly where: { readonly id: { readonly gt: number | undefined } }
  readonly take: number
}

const pageLength = 4

/** Orders by id; without a bound, `findMany` begins at the first one, like Prisma's. */
function orderTable(count: number) {
  const ids = new Set(Array.from({ length: count }, (_, index) => (index + 1) * 10))
  const bounds: (number | undefined)[] = []
  return {
    ids,
    /** The bound of each query so far. */
    bounds,
    findMany({ where: { id }, take }: Query): Promise<Order[]> {
      bounds.push(id.gt)
      const sorted = [...ids].toSorted((one, other) => one - other)
      const after = sorted.filter((value) => id.gt === undefined || value > id.gt)
      return Promise.resolve(after.slice(0, take).map((value) => ({ id: value })))
    },
  }
}

function rowsOf(table: ReturnType<typeof orderTable>) {
  return keysetRows<Order>((last) =>
    table.findMany({ where: { id: { gt: last?.id } }, take: pageLength }),
  )
}

async function idsOf(rows: AsyncIterable<Order>): Promise<number[]> {
  const ids: number[] = []
  for await (const { id } of rows) ids.push(id)
  return ids
}

test.each([0, 1, 3, 4, 5, 7, 8, 9, 12])('%i rows in pages of 4 come once, in order', async (n) => {
  const table = orderTable(n)
  expect(await idsOf(rowsOf(table))).toEqual([...table.ids])
})

test.each([
  { count: 0, bounds: [undefined] },
  { count: 3, bounds: [undefined, 30] },
  { count: 4, bounds: [undefined, 40] },
  { count: 9, bounds: [undefined, 40, 80, 90] },
])('of $count rows each page is read once, and nothing after an empty one', async (expected) => {
  const table = orderTable(expected.count)
  const rows = rowsOf(table)
  await idsOf(rows)
  expect(await rows.next()).toEqual({ done: true, value: undefined })
  expect(table.bounds).toEqual(expected.bounds)
})

test('a page is read only when the one before it is used up', async () => {
  const table = orderTable(9)
  const rows = rowsOf(table)
  expect(table.bounds).toEqual([])
  for (let row = 0; row < pageLength; row += 1) await rows.next()
  expect(table.bounds).toEqual([undefined])
  await rows.next()
  expect(table.bounds).toEqual([undefined, 40])
})

test('a consumer that stops early causes no further query', async () => {
  const table = orderTable(9)
  const rows = rowsOf(table)
  for await (const { id } of rows) if (id === 40) break
  expect(await rows.next()).toEqual({ done: true, value: undefined })
  expect(table.bounds).toEqual([undefined])
})

test('rows that come and go in earlier pages neither repeat nor hide others', async () => {
  const table = orderTable(9)
  const ids: number[] = []
  for await (const { id } of rowsOf(table)) {
    ids.push(id)
    if (id === 40) for (const gone of [10, 20, 40]) table.ids.delete(gone)
    if (id === 80) for (const added of [1, 2, 3, 4, 5]) table.ids.add(added)
  }
  expect(ids).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90])
})

test('a short page is not the end: a source may return fewer rows than asked for', async () => {
  const pages = [[{ id: 1 }, { id: 2 }], [{ id: 3 }], [{ id: 4 }, { id: 5 }], []]
  expect(await idsOf(keysetRows<Order>(() => Promise.resolve(pages.shift()!)))).toEqual([
    1, 2, 3, 4, 5,
  ])
})

test('a failed query is the error of the rows, after those before it', async () => {
  const table = orderTable(9)
  const ids: number[] = []
  const rows = keysetRows<Order>((last) =>
    last === undefined
      ? table.findMany({ where: { id: { gt: undefined } }, take: pageLength })
      : Promise.reject(new Error('The connection is gone.')),
  )
  await expect(async () => {
    for await (const { id } of rows) ids.push(id)
  }).rejects.toThrow('The connection is gone.')
  expect(ids).toEqual([10, 20, 30, 40])
})
