/** Something that waits for its turn on behalf of a viewer. */
export interface Waiting {
  readonly viewerId: string
}

/**
 * A line in which viewers take turns, one item each: however many items one of them has, each of the
 * others waits for one of these at most. The items of one viewer keep their order.
 */
export class FairLine<Item extends Waiting> {
  // The viewer whose turn is next comes first.
  readonly #byViewer = new Map<string, Item[]>()
  readonly #numbers = new WeakMap<Item, number>()
  #lastNumber = 0
  #length = 0

  get length(): number {
    return this.#length
  }

  lengthOf(viewerId: string): number {
    return this.#byViewer.get(viewerId)?.length ?? 0
  }

  push(item: Item): void {
    this.#numbers.set(item, (this.#lastNumber += 1))
    const items = this.#byViewer.get(item.viewerId) ?? []
    items.push(item)
    this.#byViewer.set(item.viewerId, items)
    this.#length += 1
  }

  /** Back to its place among its viewer's items: its turn came, but it could not begin. */
  putBack(item: Item): void {
    const numberOf = (other: Item) => this.#numbers.get(other) ?? 0
    const items = [...(this.#byViewer.get(item.viewerId) ?? []), item]
    this.#byViewer.set(
      item.viewerId,
      items.sort((one, other) => numberOf(one) - numberOf(other)),
    )
    this.#length += 1
  }

  /**
   * Takes the next item of a viewer.
   *
   * @param runningOf runs of a viewer: the one with the fewest is next; null for a viewer who may have
   *   no more
   */
  take(runningOf: (viewerId: string) => number | null): Item | undefined {
    let next: { viewerId: string; running: number } | undefined
    for (const viewerId of this.#byViewer.keys()) {
      const running = runningOf(viewerId)
      if (running !== null && running < (next?.running ?? Infinity)) next = { viewerId, running }
    }
    if (!next) return undefined
    const [item, ...others] = this.#byViewer.get(next.viewerId) ?? []
    this.#byViewer.delete(next.viewerId)
    if (others.length > 0) this.#byViewer.set(next.viewerId, others)
    this.#length -= 1
    return item
  }

  /** The turn of a viewer is over: all others come first. */
  toTheEnd(viewerId: string): void {
    const items = this.#byViewer.get(viewerId)
    if (!items) return
    this.#byViewer.delete(viewerId)
    this.#byViewer.set(viewerId, items)
  }

  /** Takes all items out. */
  clear(): Item[] {
    const items = [...this.#byViewer.values()].flat()
    this.#byViewer.clear()
    this.#length = 0
    return items
  }

  /** Returns whether it was in line. */
  remove(item: Item): boolean {
    const items = this.#byViewer.get(item.viewerId)
    const index = items?.indexOf(item) ?? -1
    if (!items || index < 0) return false
    items.splice(index, 1)
    if (items.length === 0) this.#byViewer.delete(item.viewerId)
    this.#length -= 1
    return true
  }

  /**
   * All items, in the order of their turns if nothing else comes.
   *
   * @param runningOf runs of a viewer
   */
  inOrder(runningOf: (viewerId: string) => number): Item[] {
    return [...this.#byViewer]
      .flatMap(([viewerId, items]) => {
        const running = runningOf(viewerId)
        return items.map((item, index) => ({ item, round: running + index }))
      })
      .sort((one, other) => one.round - other.round)
      .map(({ item }) => item)
  }
}
