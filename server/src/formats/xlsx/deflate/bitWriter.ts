/**
 * Bits to bytes (RFC 1951, 3.1.1: the first bit is the least significant one), 32 at a time. The
 * words are the bytes on little-endian machines, which is every machine that Node is released for
 * but IBM Z.
 */
export class BitWriter {
  /** Whole words, up to `wordCount`; the hot loop of `tokenWriter.ts` writes here itself. */
  words: Uint32Array<ArrayBuffer> = new Uint32Array(16_384)
  wordCount = 0
  /** Bits that do not yet fill a word, and how many there are (0–31). */
  pending = 0
  pendingBits = 0

  /** Makes room for this many bits more. */
  reserve(bits: number): void {
    const wordsNeeded = this.wordCount + (bits >>> 5) + 2
    if (wordsNeeded <= this.words.length) return
    const grown = new Uint32Array(Math.max(wordsNeeded, 2 * this.words.length))
    grown.set(this.words.subarray(0, this.wordCount))
    this.words = grown
  }

  /** Appends the low `bits` (0–31) of the value, which has no others set. */
  push(value: number, bits: number): void {
    this.reserve(32)
    const end = this.pendingBits + bits
    this.pending |= value << this.pendingBits
    if (end >= 32) {
      this.words[this.wordCount++] = this.pending
      // A shift by 32 would be a shift by 0; fewer than 32 bits never overflow an empty word.
      this.pending = value >>> (32 - this.pendingBits)
    }
    this.pendingBits = end & 31
  }

  /** An empty stored block: ends on a byte, where another stream of blocks may go on (3.2.4). */
  pushEmptyStoredBlock(isFinal: boolean): void {
    this.push(isFinal ? 1 : 0, 3)
    this.push(0, (8 - (this.pendingBits & 7)) & 7)
    this.push(0x0000, 16)
    this.push(0xffff, 16)
  }

  /** Bytes that are complete and not yet taken. */
  get byteCount(): number {
    return this.wordCount * 4 + (this.pendingBits >>> 3)
  }

  /** Takes the bytes that are complete; a copy, because the words are used again. */
  take(): Uint8Array<ArrayBuffer> {
    this.reserve(32)
    this.words[this.wordCount] = this.pending
    const bytes = new Uint8Array(this.words.buffer, 0, this.byteCount).slice()
    const bitsTaken = this.pendingBits & 24
    this.wordCount = 0
    this.pending >>>= bitsTaken
    this.pendingBits -= bitsTaken
    return bytes
  }
}
