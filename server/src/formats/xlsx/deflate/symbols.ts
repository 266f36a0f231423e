import { lengthMax, lengthMin } from './limits.ts'

/**
 * The alphabets of DEFLATE (RFC 1951, 3.2.5): lengths 3–258 and distances 1–32,768 are written as a
 * symbol and extra bits.
 */

export const endOfBlock = 256
/** The literal/length alphabet: 256 literals, the end of a block and 29 symbols of lengths. */
export const literalSymbolCount = 286
export const distanceSymbolCount = 30
/** No code may be longer (RFC 1951, 3.2.7: a length is written as a symbol of 0–15). */
export const codeLengthMax = 15

const firstLengthSymbol = 257

export interface SymbolRange {
  readonly symbol: number
  /** The first value of the symbol; its extra bits count from there. */
  readonly first: number
  readonly extraBits: number
}

/** Symbols 257–285; 285 is the length 258 only, which 284 could also express with its extra bits. */
export const lengthRanges: readonly SymbolRange[] = [
  ...rangesOf(firstLengthSymbol, lengthMin, [8, 4, 4, 4, 4, 4]).slice(0, 28),
  { symbol: 285, first: lengthMax, extraBits: 0 },
]

export const distanceRanges: readonly SymbolRange[] = rangesOf(0, 1, [
  4,
  ...Array<number>(13).fill(2),
])

/** `groups[n]` symbols with n extra bits each, one after the other. */
function rangesOf(firstSymbol: number, firstValue: number, groups: readonly number[]) {
  const ranges: SymbolRange[] = []
  let first = firstValue
  for (const [extraBits, count] of groups.entries()) {
    for (let index = 0; index < count; index++) {
      ranges.push({ symbol: firstSymbol + ranges.length, first, extraBits })
      first += 1 << extraBits
    }
  }
  return ranges
}
