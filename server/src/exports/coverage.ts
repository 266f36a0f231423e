import { sentPartsMax, type SentPart } from '../progress/sentParts.ts'

/** Which bytes of a file one client has been sent, in whichever order. */
export class Coverage {
  /** In order, with gaps between them. */
  readonly #parts: SentPart[] = []
  #isTold = false

  get parts(): readonly SentPart[] {
    return this.#parts
  }

  add(start: number, end: number): void {
    const parts = this.#parts
    const index = lastFrom(parts, start)
    const before = parts[index]
    // As a file is sent: from one chunk to the next.
    const from = before && start <= before[1] ? index : index + 1
    let to = from
    let merged: SentPart = [start, end]
    for (let part = parts[to]; part && part[0] <= merged[1]; part = parts[to]) {
      merged = [Math.min(merged[0], part[0]), Math.max(merged[1], part[1])]
      to += 1
    }
    if (to > from || parts.length < sentPartsMax) parts.splice(from, to - from, merged)
  }

  /** Whether all bytes of a file of this size have been sent. */
  isWhole(sizeBytes: number): boolean {
    if (sizeBytes === 0) return true
    const [first] = this.#parts
    return first?.[0] === 0 && first[1] >= sizeBytes
  }

  /** Returns whether it is the first time that this is asked. */
  tellOnce(): boolean {
    const isFirst = !this.#isTold
    this.#isTold = true
    return isFirst
  }
}

/** Index of the last part that begins at `position` or before; -1 if there is none. */
function lastFrom(parts: readonly SentPart[], position: number): number {
  let [low, high] = [0, parts.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (parts[middle]![0] <= position) low = middle + 1
    else high = middle
  }
  return low - 1
}
