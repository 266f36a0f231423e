/* Texts of numbers as `numerals.ts` packs them: four bits a character, the first one highest. */

const point: u64 = 10
const minus: u64 = 11
const numeralsMax = 16
const sixteenDigitsEnd: u64 = 10_000_000_000_000_000
/** JavaScript writes `0.000001`, but `1e-7`. */
const zerosMax = 5

/** The last number: its first 16 numerals, the following ones, and how many there are. */
export let firstNumerals: u64 = 0
export let moreNumerals: u64 = 0
export let numeralCount: i32 = 0

/** 0–9,999 as four decimal digits of four bits each. */
const fourDigits = memory.data(2 * 10_000, 8)

export function prepareDigits(): void {
  for (let value: u32 = 0; value < 10_000; value++) {
    const digits =
      ((value / 1_000) << 12) |
      (((value / 100) % 10) << 8) |
      (((value / 10) % 10) << 4) |
      (value % 10)
    store<u16>(fourDigits + (value << 1), <u16>digits)
  }
}

/** The digits of a number below 10^16, four bits each. */
export function digitsOf(value: u64): u64 {
  const head = value / 100_000_000
  return ((<u64>eightDigits(<u32>head)) << 32) | eightDigits(<u32>(value - head * 100_000_000))
}

function eightDigits(value: u32): u32 {
  const head = value / 10_000
  return (fourDigitsOf(head) << 16) | fourDigitsOf(value - head * 10_000)
}

function fourDigitsOf(value: u32): u32 {
  return load<u16>(fourDigits + (value << 1))
}

/**
 * Writes the number that has these digits, the last `decimals` of them after the point, as JavaScript
 * prints it.
 *
 * @param digits at most 15 of them, four bits each, the last one in the lowest bits
 * @returns false where JavaScript would write an exponent
 */
export function packDigits(digits: u64, decimals: i32, isNegative: bool): bool {
  if (digits === 0) {
    firstNumerals = 0
    moreNumerals = 0
    numeralCount = 1
    return true
  }
  const zeros = min(decimals, <i32>(ctz(digits) >>> 2))
  const rest = digits >>> ((<u64>zeros) << 2)
  const count = numeralsMax - <i32>(clz(rest) >>> 2)
  const first = rest << ((<u64>(numeralsMax - count)) << 2)
  return pack(first, 0, count, decimals - zeros, isNegative)
}

/** The same for a number of 16 or 17 digits, of which the last is not zero. */
export function packLong(digits: u64, decimals: i32, isNegative: bool): bool {
  if (digits < sixteenDigitsEnd) {
    return pack(digitsOf(digits), 0, numeralsMax, decimals, isNegative)
  }
  const head = digits / 10
  const last = digits - head * 10
  return pack(digitsOf(head), last << 60, numeralsMax + 1, decimals, isNegative)
}

/** `count` digits from the highest bits of `digits` on, then of `more`; `places` are after the point. */
function pack(digits: u64, more: u64, count: i32, places: i32, isNegative: bool): bool {
  let first = digits
  let second = more
  let length = count
  if (places > 0 && count > places) {
    const whole = (<u64>(count - places)) << 2
    const head = (digits >>> (64 - whole)) << (64 - whole)
    const tail = (digits << whole) | (more >>> (64 - whole))
    first = head | (point << (60 - whole))
    second = tail
    if (whole < 60) {
      first |= tail >>> (whole + 4)
      second = tail << (60 - whole)
    }
    length = count + 1
  } else if (places > 0) {
    const leading = places - count
    if (leading > zerosMax) return false
    const before = (<u64>(leading + 2)) << 2
    first = (point << 56) | (digits >>> before)
    second = (digits << (64 - before)) | (more >>> before)
    length = places + 2
  }
  if (isNegative) {
    second = (second >>> 4) | (first << 60)
    first = (first >>> 4) | (minus << 60)
    length++
  }
  firstNumerals = first
  moreNumerals = second
  numeralCount = length
  return true
}
