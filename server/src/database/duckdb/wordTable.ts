const firstSlots = 1024

/** A hash table from four 32-bit words to a code, with open addressing and at most half full. */
export class WordTable {
  #size = 0
  #mask = firstSlots - 1
  #keys = new Int32Array(firstSlots * 4)
  /** Code + 1; 0 where the slot is free. */
  #codes = new Int32Array(firstSlots)

  /** The code of the words from `at` on, or -1. */
  find(words: Int32Array, at: number): number {
    const keys = this.#keys
    const a = words[at]!
    const b = words[at + 1]!
    const c = words[at + 2]!
    const d = words[at + 3]!
    let slot = hash(a, b, c, d) & this.#mask
    for (;;) {
      const code = this.#codes[slot]! - 1
      if (code < 0) return -1
      const key = slot * 4
      if (keys[key] === a && keys[key + 1] === b && keys[key + 2] === c && keys[key + 3] === d) {
        return code
      }
      slot = (slot + 1) & this.#mask
    }
  }

  /** Adds words that `find` does not find. */
  add(words: Int32Array, at: number, code: number): void {
    if (this.#size * 2 >= this.#codes.length) this.#grow()
    let slot = hash(words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!) & this.#mask
    while (this.#codes[slot] !== 0) slot = (slot + 1) & this.#mask
    for (let word = 0; word < 4; word += 1) this.#keys[slot * 4 + word] = words[at + word]!
    this.#codes[slot] = code + 1
    this.#size += 1
  }

  #grow(): void {
    const keys = this.#keys
    const codes = this.#codes
    this.#mask = codes.length * 2 - 1
    this.#keys = new Int32Array(codes.length * 8)
    this.#codes = new Int32Array(codes.length * 2)
    this.#size = 0
    for (let slot = 0; slot < codes.length; slot += 1) {
      if (codes[slot] !== 0) this.add(keys, slot * 4, codes[slot]! - 1)
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
