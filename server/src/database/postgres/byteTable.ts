const firstSlots = 1024

/**
 * A hash table from bytes to a code: finds a text that came before at a fifth of the cost of
 * decoding it again. Open addressing, at most half full.
 */
export class ByteTable {
  /** Entry + 1; 0 where the slot is free. */
  #slots = new Int32Array(firstSlots)
  #mask = firstSlots - 1
  #size = 0
  /** Of each entry four numbers: its hash, where its bytes begin, how many they are, its code. */
  #entries = new Int32Array(firstSlots * 2)
  #kept = Buffer.alloc(firstSlots * 8)
  #keptBytes = 0

  /** The code of the bytes, or -1. */
  find(bytes: Buffer, start: number, length: number, hash: number): number {
    const entries = this.#entries
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const entry = (this.#slots[slot]! - 1) * 4
      if (entry < 0) return -1
      if (entries[entry] !== hash || entries[entry + 2] !== length) continue
      if (this.#isEqual(entries[entry + 1]!, bytes, start, length)) return entries[entry + 3]!
    }
  }

  /** Adds a text that `find` does not find. */
  add(bytes: Buffer, start: number, length: number, found: { hash: number; code: number }): void {
    if ((this.#size + 1) * 2 > this.#slots.length) this.#grow()
    if (this.#keptBytes + length > this.#kept.length) {
      this.#kept = Buffer.concat([this.#kept], this.#kept.length * 2)
    }
    const kept = this.#kept
    const keptAt = this.#keptBytes
    for (let index = 0; index < length; index += 1) kept[keptAt + index] = bytes[start + index]!
    const entry = this.#size * 4
    this.#entries[entry] = found.hash
    this.#entries[entry + 1] = keptAt
    this.#entries[entry + 2] = length
    this.#entries[entry + 3] = found.code
    this.#keptBytes += length
    this.#place(this.#size)
    this.#size += 1
  }

  #isEqual(keptStart: number, bytes: Buffer, start: number, length: number): boolean {
    const kept = this.#kept
    for (let index = 0; index < length; index += 1) {
      if (kept[keptStart + index] !== bytes[start + index]) return false
    }
    return true
  }

  #place(entry: number): void {
    let slot = this.#entries[entry * 4]! & this.#mask
    while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask
    this.#slots[slot] = entry + 1
  }

  #grow(): void {
    const entries = new Int32Array(this.#entries.length * 2)
    entries.set(this.#entries)
    this.#entries = entries
    this.#slots = new Int32Array(this.#slots.length * 2)
    this.#mask = this.#slots.length - 1
    for (let entry = 0; entry < this.#size; entry += 1) this.#place(entry)
  }
}

export function hashOf(bytes: Buffer, start: number, length: number): number {
  let hash = length
  for (let index = start; index < start + length; index += 1) {
    hash = Math.imul(hash ^ bytes[index]!, 0x01000193)
  }
  return hash ^ (hash >>> 15)
}
