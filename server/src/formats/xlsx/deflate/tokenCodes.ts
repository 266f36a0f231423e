import { canonicalCodes, codeLengths } from './huffman.ts'
import { bitsMask, bitsWidth } from './limits.ts'
import { numeralBytes, numeralCount } from './numerals.ts'
import { codeLengthMax, distanceRanges, endOfBlock, lengthRanges } from './symbols.ts'
import { literalByte, matchLength, oneNumeral, threeNumerals, twoNumerals } from './tokens.ts'
import type { TokenCounts } from './tokenCounts.ts'

/** Tables of bit strings for the hot loop that writes them; see `bitsWidth` for an entry. */
export interface CodeTables {
  readonly byIndex: Uint32Array
  /** Distance 0 is not a match and has no bits. */
  readonly byDistance: Uint32Array
}

/** Limits so that three numerals, or a distance with its extra bits, fit into one entry. */
const numeralBitsMax = 8
const distanceCodeLengthMax = 13

/** The codes of one block. */
export interface TokenCodes {
  /** Code lengths, as in the block's header. */
  readonly literalLengths: Uint8Array
  readonly distanceLengths: Uint8Array
  /** Bits that end the block, `literalLengths[endOfBlock]` of them. */
  readonly endOfBlockCode: number
}

/**
 * Makes codes for these counts, and fills the tables with the bits of every token. Every symbol gets a
 * code, counted or not, so the counts of a sample of tokens are enough; unused codes cost less than
 * 1 % of the size.
 */
export function fitCodes(counts: TokenCounts, { byIndex, byDistance }: CodeTables): TokenCodes {
  const literalLengths = literalLengthsFor(counts.literals)
  const distanceLengths = codeLengths(counts.distances.map(atLeastOne), distanceCodeLengthMax)
  const literalCodes = canonicalCodes(literalLengths)
  for (let byte = 0; byte < 256; byte++) {
    byIndex[literalByte + byte] = entryOf(literalCodes[byte]!, literalLengths[byte]!)
  }
  setLengths(byIndex, literalCodes, literalLengths)
  setNumerals(byIndex)
  setDistances(byDistance, canonicalCodes(distanceLengths), distanceLengths)
  return { literalLengths, distanceLengths, endOfBlockCode: literalCodes[endOfBlock]! }
}

function entryOf(bits: number, bitCount: number): number {
  return bits | (bitCount << bitsWidth)
}

function setLengths(byIndex: Uint32Array, codes: Uint16Array, codeLengths: Uint8Array): void {
  for (const { symbol, first, extraBits } of lengthRanges) {
    const codeBits = codeLengths[symbol]!
    for (let extra = 0; extra < 1 << extraBits; extra++) {
      const bits = codes[symbol]! | (extra << codeBits)
      byIndex[matchLength + first + extra] = entryOf(bits, codeBits + extraBits)
    }
  }
}

function setNumerals(byIndex: Uint32Array): void {
  for (let numeral = 0; numeral < numeralCount; numeral++) {
    byIndex[oneNumeral + numeral] = byIndex[literalByte + numeralBytes[numeral]!]!
  }
  appendNumeral(byIndex, { heads: oneNumeral, count: numeralCount, to: twoNumerals })
  appendNumeral(byIndex, { heads: twoNumerals, count: numeralCount ** 2, to: threeNumerals })
}

/** Bits of `count` runs of numerals, each followed by each numeral. */
function appendNumeral(
  byIndex: Uint32Array,
  { heads, count, to }: { heads: number; count: number; to: number },
): void {
  for (let head = 0; head < count; head++) {
    const headEntry = byIndex[heads + head]!
    const headBits = headEntry & bitsMask
    const headCount = headEntry >>> bitsWidth
    for (let last = 0; last < numeralCount; last++) {
      const entry = byIndex[oneNumeral + last]!
      const bits = headBits | ((entry & bitsMask) << headCount)
      byIndex[to + head * numeralCount + last] = entryOf(bits, headCount + (entry >>> bitsWidth))
    }
  }
}

function setDistances(byDistance: Uint32Array, codes: Uint16Array, codeLengths: Uint8Array): void {
  for (const { symbol, first, extraBits } of distanceRanges) {
    const code = codes[symbol]!
    const codeBits = codeLengths[symbol]!
    for (let extra = 0; extra < 1 << extraBits; extra++) {
      byDistance[first + extra] = entryOf(code | (extra << codeBits), codeBits + extraBits)
    }
  }
}

function literalLengthsFor(counted: Uint32Array): Uint8Array {
  const counts = counted.map(atLeastOne)
  counts[endOfBlock] = 1
  let numeralCountMin = counts.reduce((sum, count) => sum + count, 0) >>> numeralBitsMax
  for (;;) {
    for (const byte of numeralBytes) counts[byte] = Math.max(counts[byte]!, numeralCountMin)
    const lengths = codeLengths(counts, codeLengthMax)
    if (numeralBytes.every((byte) => lengths[byte]! <= numeralBitsMax)) return lengths
    numeralCountMin = numeralCountMin * 2 + 1
  }
}

function atLeastOne(count: number): number {
  return Math.max(1, count)
}
