import { dayMs, excelEpochSerial } from '@coatcheck/shared'

/** Milliseconds since 1970 of a serial, rounded down, without rounding in between. */
export function floorMs(serial: number): bigint {
  // A serial of up to 22 bits before the point has no more than 52 after it.
  const scaled = BigInt(Math.floor(serial)) * 2n ** 52n + BigInt((serial % 1) * 2 ** 52)
  return ((scaled - BigInt(excelEpochSerial) * 2n ** 52n) * BigInt(dayMs)) >> 52n
}

/** The smallest double that is not below a time: found by trying the next ones. */
export function ceilSerial(wallClockMs: number): number {
  const bits = new BigInt64Array(1)
  const serial = new Float64Array(bits.buffer)
  serial[0] = (wallClockMs + excelEpochSerial * dayMs) / dayMs
  bits[0]! -= 2n
  while (floorMs(serial[0]) < BigInt(wallClockMs)) bits[0]! += 1n
  return serial[0]
}
