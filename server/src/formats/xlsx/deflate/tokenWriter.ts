import type { BitWriter } from './bitWriter.ts'
import { bitsMask, bitsWidth, type TokenCodes } from './tokenCodes.ts'
import { distanceShift, tokenIndexMask } from './tokens.ts'

/** The most that a token takes: a length of 20 bits and a distance of 26. */
const tokenBitsMax = 46

/**
 * Writes the bits of the tokens: the second hot loop. It trades a word of code for a branch: whether
 * a word is full is next to random, and a mispredicted branch costs more than the arithmetic.
 */
export function writeTokens(
  writer: BitWriter,
  codes: TokenCodes,
  tokens: Int32Array,
  tokenCount: number,
): void {
  writer.reserve(tokenCount * tokenBitsMax)
  const { words } = writer
  const { byIndex, byDistance } = codes
  let { wordCount, pending, pendingBits } = writer
  for (let at = 0; at < tokenCount; at++) {
    const token = tokens[at]!
    const index = token & tokenIndexMask
    const distance = token >>> distanceShift
    const first = byIndex[index]!
    const second = byDistance[distance]!
    let value = first & bitsMask
    let count = first >>> bitsWidth
    const distanceCount = second >>> bitsWidth
    if (count + distanceCount < 32) {
      value |= (second & bitsMask) << count
      count += distanceCount
    } else {
      // Rare: the length first, the distance below.
      pending |= value << pendingBits
      words[wordCount] = pending
      const full = -((pendingBits + count) >>> 5)
      pending = (pending & ~full) | (((value >>> (31 - pendingBits)) >>> 1) & full)
      wordCount -= full
      pendingBits = (pendingBits + count) & 31
      value = second & bitsMask
      count = distanceCount
    }
    pending |= value << pendingBits
    words[wordCount] = pending
    // All ones when the word is full; then what did not fit is what is pending.
    const full = -((pendingBits + count) >>> 5)
    pending = (pending & ~full) | (((value >>> (31 - pendingBits)) >>> 1) & full)
    wordCount -= full
    pendingBits = (pendingBits + count) & 31
  }
  writer.wordCount = wordCount
  writer.pending = pending
  writer.pendingBits = pendingBits
}
