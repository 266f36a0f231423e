import type { SentPart } from '../progress/progressStore.ts'

/** Clients that download in pieces use far fewer; more are not counted, so that memory stays bounded. */
const partsMax = 10_000

/** Which bytes of a file one client has been sent, in whichever order. */
export class Coverage {
  readonly #parts: SentPart[] = []
  #isTold = false

  get parts(): readonly SentPart[] {
    return this.#parts
  }

  add(start: number, end: number): void {
    const last = this.#parts.at(-1)
    // As a file is sent: from one chunk to the next.
    if (last && start >= last[0] && start <= last[1]) {
      this.#parts[this.#parts.length - 1] = [last[0], Math.max(last[1], end)]
      return
    }
    if (this.#parts.length < partsMax) this.#parts.push([start, end])
  }

  /** Whether all bytes of a file of this size have been sent. */
  isWhole(sizeBytes: number): boolean {
    let reached = 0
    for (const [start, end] of this.#parts.toSorted((one, other) => one[0] - other[0])) {
      if (start > reached) return false
      reached = Math.max(reached, end)
    }
    return reached >= sizeBytes
  }

  /** Returns whether it is the first time that this is asked. */
  tellOnce(): boolean {
    const isFirst = !this.#isTold
    this.#isTold = true
    return isFirst
  }
}
