import { numeralBytes, numeralCount } from './numerals.ts'
import { distanceMax } from './limits.ts'
import { distanceRanges, distanceSymbolCount, lengthRanges, literalSymbolCount } from './symbols.ts'
import {
  distanceShift,
  literalByte,
  matchLength,
  oneNumeral,
  threeNumerals,
  tokenIndexEnd,
  tokenIndexMask,
  twoNumerals,
} from './tokens.ts'

const distanceSymbols = new Uint8Array(distanceMax + 1)
for (const { symbol, first, extraBits } of distanceRanges) {
  distanceSymbols.fill(symbol, first, first + (1 << extraBits))
}

/** How often each symbol occurs in a sample of a block's tokens. */
export interface TokenCounts {
  readonly literals: Uint32Array
  readonly distances: Uint32Array
}

/** Of this many consecutive tokens … */
const samplePeriod = 4_096
/** … this many are counted: the file grows by 0.1 %, and counting takes a quarter of the time. */
const sampleLength = 256

export function countTokens(tokens: Int32Array): TokenCounts {
  const indexes = new Uint32Array(tokenIndexEnd)
  const distances = new Uint32Array(distanceSymbolCount)
  let matches = 0
  for (let start = 0; start < tokens.length; start += samplePeriod) {
    const end = Math.min(start + sampleLength, tokens.length)
    for (let at = start; at < end; at++) {
      const token = tokens[at]!
      const distance = token >>> distanceShift
      indexes[token & tokenIndexMask]!++
      distances[distanceSymbols[distance]!]!++
      if (distance > 0) matches++
    }
    // Tokens other than matches were counted as symbol 0.
    distances[0]! -= end - start - matches
    matches = 0
  }
  return { literals: literalCounts(indexes), distances }
}

function literalCounts(indexes: Uint32Array): Uint32Array {
  splitNumerals(indexes, threeNumerals, twoNumerals)
  splitNumerals(indexes, twoNumerals, oneNumeral)
  const counts = new Uint32Array(literalSymbolCount)
  counts.set(indexes.subarray(literalByte, literalByte + 256))
  for (let numeral = 0; numeral < numeralCount; numeral++) {
    counts[numeralBytes[numeral]!]! += indexes[oneNumeral + numeral]!
  }
  for (const { symbol, first, extraBits } of lengthRanges) {
    const from = matchLength + first
    for (let index = from; index < from + (1 << extraBits); index++) {
      counts[symbol]! += indexes[index]!
    }
  }
  return counts
}

/** Counts runs of numerals as their first ones and their last one. */
function splitNumerals(indexes: Uint32Array, runsAt: number, headsAt: number): void {
  const runs = runsAt === threeNumerals ? numeralCount ** 3 : numeralCount ** 2
  for (let run = 0; run < runs; run++) {
    const count = indexes[runsAt + run]!
    if (count === 0) continue
    indexes[headsAt + (run >>> 4)]! += count
    indexes[oneNumeral + (run & 15)]! += count
  }
}
