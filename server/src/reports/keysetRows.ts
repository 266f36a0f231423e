/**
 * The rows of a query that cannot be streamed, page after page: each page begins after the last row of
 * the one before, found by its key. That takes the same time for every page, unlike OFFSET, and holds
 * one page in memory. Order by a key that is unique; each page is a query of its own, so it sees what
 * was committed before it.
 *
 * ```ts
 * rows: () =>
 *   keysetRows<Order>((last) =>
 *     prisma.order.findMany({ where: { id: { gt: last?.id } }, orderBy: { id: 'asc' }, take: 1_000 }),
 *   )
 * ```
 *
 * @param readPage returns the rows after `last`, the first ones without it; none at the end
 */
export async function* keysetRows<Row>(
  readPage: (last: Row | undefined) => PromiseLike<readonly Row[]>,
): AsyncGenerator<Row, void, undefined> {
  let last: Row | undefined
  for (;;) {
    const page = await readPage(last)
    yield* page
    last = page.at(-1)
    if (last === undefined) return
  }
}
