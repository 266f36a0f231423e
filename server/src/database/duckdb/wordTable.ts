import { inlineBytesMax } from './rawColumn.ts'

const firstSlots = 1024

/** Of a slot: four words of the key, the code + 1 or 0 where it is free, and three that align it. */
const slotBits = 3
const slotWords = 1 << slotBits
const codeAt = 4

/**
 * A hash table from string_t values, four 32-bit words each, to codes, with open addressing and at most
 * half full. A key and its code are next to each other.
 */
export class WordTable {
  #size = 0
  #slots = new Int32Array(firstSlots * slotWords)

  /**
   * Writes the code of each string_t in `words` to `codes`, or -1 where `nulls` has a 1, until one is not
   * here or its text is outside it.
   *
   * @param from the first row
   * @returns the row of that one; the number of rows when there is none
   */
  find(words: Int32Array, nulls: Uint8Array | null, codes: Int32Array, from: number): number {
    const slots = this.#slots
    const mask = slots.length - 1
    for (let row = from, at = from * 4; row < codes.length; row += 1, at += 4) {
      if (nulls?.[row] === 1) {
        codes[row] = -1
        continue
      }
      const a = words[at]!
      if (a > inlineBytesMax) return row
      const b = words[at + 1]!
      const c = words[at + 2]!
      const d = words[at + 3]!
      let slot = (hash(a, b, c, d) << slotBits) & mask
      for (;;) {
        const code = slots[slot + codeAt]!
        if (code === 0) return row
        if (
          slots[slot + 1] === b &&
          slots[slot] === a &&
          slots[slot + 2] === c &&
          slots[slot + 3] === d
        ) {
          codes[row] = code - 1
          break
        }
        slot = (slot + slotWords) & mask
      }
    }
    return codes.length
  }

  /** Adds the words from `at` on, which `find` does not find. */
  add(words: Int32Array, at: number, code: number): void {
    if (this.#size * 2 * slotWords >= this.#slots.length) this.#grow()
    const slots = this.#slots
    const mask = slots.length - 1
    let slot = (hash(words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!) << slotBits) & mask
    while (slots[slot + codeAt] !== 0) slot = (slot + slotWords) & mask
    slots.set(words.subarray(at, at + 4), slot)
    slots[slot + codeAt] = code + 1
    this.#size += 1
  }

  #grow(): void {
    const before = this.#slots
    this.#slots = new Int32Array(before.length * 2)
    this.#size = 0
    for (let slot = 0; slot < before.length; slot += slotWords) {
      const code = before[slot + codeAt]!
      if (code !== 0) this.add(before, slot, code - 1)
    }
  }
}

function hash(a: number, b: number, c: number, d: number): number {
  const mixed =
    Math.imul(a, 0x9e3779b1) ^
    Math.imul(b, 0x85ebca77) ^
    Math.imul(c, 0xc2b2ae3d) ^
    Math.imul(d, 0x27d4eb2f)
  return mixed ^ (mixed >>> 15)
}
