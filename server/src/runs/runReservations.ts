/** Gives a reservation back. It never fails: one that cannot be given back lapses. */
export type Release = () => void

/** Counts the runs of each viewer, over all nodes. */
export interface RunReservations {
  /**
   * Reserves one of the runs that a viewer may have at once, in one step with counting the others.
   *
   * @returns how to give it back; null when the viewer has `max` already
   * @throws AppError `store-unavailable` when the runs cannot be counted
   */
  reserve(viewerId: string, max: number): Promise<Release | null>
  close(): Promise<void>
}

/** The runs of a single node. It has one thread, so each synchronous method body is atomic. */
export class MemoryRunReservations implements RunReservations {
  readonly #counts = new Map<string, number>()

  async reserve(viewerId: string, max: number): Promise<Release | null> {
    const count = this.#counts.get(viewerId) ?? 0
    if (count >= max) return null
    this.#counts.set(viewerId, count + 1)
    let isHeld = true
    return () => {
      if (isHeld) this.#giveBack(viewerId)
      isHeld = false
    }
  }

  async close(): Promise<void> {
    this.#counts.clear()
  }

  #giveBack(viewerId: string): void {
    const left = (this.#counts.get(viewerId) ?? 0) - 1
    if (left > 0) this.#counts.set(viewerId, left)
    else this.#counts.delete(viewerId)
  }
}
