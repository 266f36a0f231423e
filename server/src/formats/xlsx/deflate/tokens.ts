import { lengthMax, lengthMin } from './limits.ts'

/**
 * Tokens connect the two passes over a block: a token is a piece of the compressed stream, as one
 * integer, whose bits are not yet known.
 *
 * - bits 0–12: an index into a table of bit strings: three, two or one numerals of a number, any
 *   other literal byte, or the length of a match;
 * - bits 13–28: the distance of the match; 0 when the token is not a match.
 *
 * A separate pass takes about 3 ns a row and is worth it: the codes fit these exact tokens, and both
 * loops keep their state in registers.
 */

export const threeNumerals = 0
export const twoNumerals = 4_096
export const oneNumeral = twoNumerals + 256
export const literalByte = oneNumeral + 16
/** A match of `length` bytes is `matchLength + length`. */
export const matchLength = literalByte + 256 - lengthMin
export const tokenIndexEnd = matchLength + lengthMax + 1

export const distanceShift = 13
export const tokenIndexMask = (1 << distanceShift) - 1
