import { packDigits } from './numerals.ts'

/**
 * Writes the number that a text of a decimal means, as `cellNumberOf` does.
 *
 * @returns false for more than 15 digits, and for what is not a decimal
 */
export function packDecimal(start: usize, end: usize): bool {
  const isNegative = load<u8>(start) === 0x2d
  let digits: u64 = 0
  let decimals = 0
  let hasWhole = false
  let hasPoint = false
  for (let at = isNegative ? start + 1 : start; at < end; at++) {
    const digit = <u32>load<u8>(at) - 0x30
    if (digit > 9) {
      if (load<u8>(at) !== 0x2e || hasPoint || !hasWhole) return false
      hasPoint = true
    } else if (digits >>> 60) {
      // No room for more digits; zeros at the end of a fraction do not count.
      if (digit !== 0 || !hasPoint) return false
    } else {
      digits = (digits << 4) | digit
      if (hasPoint) decimals++
      else hasWhole = true
    }
  }
  const zeros = min(decimals, <i32>(ctz(digits) >>> 2))
  const isTooLong = digits !== 0 && (digits >>> ((<u64>zeros) << 2)) >>> 60 !== 0
  if (!hasWhole || isTooLong) return false
  return packDigits(digits, decimals, isNegative)
}
