import { digitsOf, packDigits, packLong } from './numerals.ts'

/** Digits that a double, and a cell, always keep. */
const exactDigits = 15
const exactEnd: f64 = 1e15
/** The largest power of ten that is exactly a double. */
const powersMax = 22

/** The most decimals of which a power of ten has 64 bits; doubles from 0.001 on need no more. */
const longDecimalsMax = 19

const powersOfTen = memory.data<f64>([
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18, 1e19, 1e20, 1e21, 1e22,
])
const wholePowersOfTen = memory.data((longDecimalsMax + 1) << 3, 8)

export function preparePowers(): void {
  let power: u64 = 1
  for (let at = 0; at <= longDecimalsMax; at++, power *= 10) {
    store<u64>(wholePowersOfTen + (at << 3), power)
  }
}

/**
 * Writes a double with the shortest digits that mean it, as JavaScript does.
 *
 * A double that has a decimal of at most 15 digits is that decimal rounded, and no other one of as many
 * digits is: so its digits are those of the product with a power of ten, if the quotient is the double
 * again. The quotient of two exact numbers is rounded once.
 *
 * @returns false for very large and very small ones, and for what is not a number
 */
export function packDouble(value: f64): bool {
  const absolute = abs(value)
  const isNegative = value < 0
  if (!(absolute < exactEnd)) return false
  if (floor(absolute) === absolute) {
    return packDigits(digitsOf(<u64>absolute), 0, isNegative)
  }
  const decimals = decimalsWithin(absolute)
  const power = load<f64>(powersOfTen + (decimals << 3))
  const product = nearest(absolute * power)
  if (product < exactEnd && product / power === absolute) {
    return packDigits(digitsOf(<u64>product), decimals, isNegative)
  }
  if (decimals + 2 > longDecimalsMax) return false
  const shorter = nearestDecimal(absolute, decimals + 1)
  if (isSame) return packLong(shorter, decimals + 1, isNegative)
  return packLong(nearestDecimal(absolute, decimals + 2), decimals + 2, isNegative)
}

/** How many digits after the point make 15 in all. */
function decimalsWithin(absolute: f64): i32 {
  if (absolute >= 1) {
    let whole = 1
    while (absolute >= load<f64>(powersOfTen + (whole << 3))) whole++
    return exactDigits - whole
  }
  let zeros = 0
  while (
    zeros < powersMax - exactDigits &&
    absolute * load<f64>(powersOfTen + (zeros << 3)) < 0.1
  ) {
    zeros++
  }
  return exactDigits + zeros
}

/** Whether the result of `nearestDecimal` means the same double. */
let isSame: bool = false

/**
 * The multiple of a power of ten that is nearest to a double, exactly: the double is `mantissa` /
 * 2^`shift`, and half the distance to the next one is `power` / 2 of the same units.
 *
 * @param decimals digits after the point, up to `longDecimalsMax`
 */
function nearestDecimal(absolute: f64, decimals: i32): u64 {
  const bits = reinterpret<u64>(absolute)
  const mantissa = (bits & 0xf_ffff_ffff_ffff) | 0x10_0000_0000_0000
  const shift = 1_075 - (bits >>> 52)
  const power = load<u64>(wholePowersOfTen + (decimals << 3))
  multiply(mantissa, power)
  const below = (productHigh << (64 - shift)) | (productLow >>> shift)
  const unit = (<u64>1) << shift
  const fraction = productLow & (unit - 1)
  const isAbove = 2 * fraction > unit || (2 * fraction === unit && (below & 1) !== 0)
  const distance = isAbove ? unit - fraction : fraction
  isSame = 2 * distance < power || (2 * distance === power && (mantissa & 1) === 0)
  return isAbove ? below + 1 : below
}

let productHigh: u64 = 0
let productLow: u64 = 0

function multiply(one: u64, other: u64): void {
  const low = (one & 0xffff_ffff) * (other & 0xffff_ffff)
  const middle = (one >>> 32) * (other & 0xffff_ffff) + (low >>> 32)
  const cross = (one & 0xffff_ffff) * (other >>> 32) + (middle & 0xffff_ffff)
  productLow = (cross << 32) | (low & 0xffff_ffff)
  productHigh = (one >>> 32) * (other >>> 32) + (middle >>> 32) + (cross >>> 32)
}
