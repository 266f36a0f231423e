import type { BitWriter } from './bitWriter.ts'
import { canonicalCodes, codeLengths } from './huffman.ts'
import { numeralBytes, numeralCount } from './numerals.ts'
import {
  codeLengthMax,
  distanceMax,
  distanceRanges,
  distanceSymbolCount,
  endOfBlock,
  lengthRanges,
  literalSymbolCount,
} from './symbols.ts'
import {
  literalByte,
  matchLength,
  oneNumeral,
  threeNumerals,
  tokenIndexEnd,
  twoNumerals,
} from './tokens.ts'
import type { TokenCounts } from './tokenCounts.ts'

/** An entry of a table: the bits, and above them how many there are. */
export const bitsWidth = 26
export const bitsMask = (1 << bitsWidth) - 1

/** Limits that let the bits of three numerals, or of a distance with its extra bits, fit an entry. */
const numeralBitsMax = 8
const distanceCodeLengthMax = 13

/**
 * The bits of every token, for one block. Every symbol has a code, whether it was counted or not,
 * so counts of a sample of the tokens are enough; what never occurs costs under 1 % of the space.
 */
export class TokenCodes {
  /** Code lengths, as the block's head tells them. */
  literalLengths: Uint8Array = new Uint8Array(literalSymbolCount)
  distanceLengths: Uint8Array = new Uint8Array(distanceSymbolCount)
  readonly byIndex = new Uint32Array(tokenIndexEnd)
  /** No bits for distance 0, which is no match. */
  readonly byDistance = new Uint32Array(distanceMax + 1)

  #endOfBlockCode = 0

  fitTo(counts: TokenCounts): void {
    this.literalLengths = literalLengthsFor(counts.literals)
    this.distanceLengths = codeLengths(counts.distances.map(atLeastOne), distanceCodeLengthMax)
    const literalCodes = canonicalCodes(this.literalLengths)
    this.#endOfBlockCode = literalCodes[endOfBlock]!
    for (let byte = 0; byte < 256; byte++) {
      this.#set(literalByte + byte, literalCodes[byte]!, this.literalLengths[byte]!)
    }
    this.#setLengths(literalCodes)
    this.#setNumerals()
    this.#setDistances(canonicalCodes(this.distanceLengths))
  }

  writeEnd(writer: BitWriter): void {
    writer.push(this.#endOfBlockCode, this.literalLengths[endOfBlock]!)
  }

  #set(index: number, bits: number, bitCount: number): void {
    this.byIndex[index] = bits | (bitCount << bitsWidth)
  }

  #setLengths(codes: Uint16Array): void {
    for (const { symbol, first, extraBits } of lengthRanges) {
      const codeBits = this.literalLengths[symbol]!
      for (let extra = 0; extra < 1 << extraBits; extra++) {
        const bits = codes[symbol]! | (extra << codeBits)
        this.#set(matchLength + first + extra, bits, codeBits + extraBits)
      }
    }
  }

  #setNumerals(): void {
    for (let numeral = 0; numeral < numeralCount; numeral++) {
      this.byIndex[oneNumeral + numeral] = this.byIndex[literalByte + numeralBytes[numeral]!]!
    }
    this.#appendNumeral(twoNumerals, oneNumeral, numeralCount)
    this.#appendNumeral(threeNumerals, twoNumerals, numeralCount ** 2)
  }

  /** Bits of `heads` runs of numerals, each followed by each numeral. */
  #appendNumeral(to: number, headsAt: number, heads: number): void {
    const { byIndex } = this
    for (let head = 0; head < heads; head++) {
      const headEntry = byIndex[headsAt + head]!
      const headBits = headEntry & bitsMask
      const headCount = headEntry >>> bitsWidth
      for (let last = 0; last < numeralCount; last++) {
        const entry = byIndex[oneNumeral + last]!
        const bits = headBits | ((entry & bitsMask) << headCount)
        this.#set(to + head * numeralCount + last, bits, headCount + (entry >>> bitsWidth))
      }
    }
  }

  #setDistances(codes: Uint16Array): void {
    const { byDistance } = this
    for (const { symbol, first, extraBits } of distanceRanges) {
      const code = codes[symbol]!
      const codeBits = this.distanceLengths[symbol]!
      const bitCount = (codeBits + extraBits) << bitsWidth
      for (let extra = 0; extra < 1 << extraBits; extra++) {
        byDistance[first + extra] = code | (extra << codeBits) | bitCount
      }
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
