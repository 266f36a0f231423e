import { dayMs, excelEpochSerial } from '@coatcheck/shared'

/** 1900-03-01: serials below count a 29 February 1900 that never was, and readers disagree. */
const serialMin = 61

/** The day after 9999-12-31, the last that Excel knows. */
const serialEnd = 2_958_466

/**
 * Serial of a wall clock in milliseconds since 1970-01-01T00:00; null where Excel has none and the
 * cell holds ISO text instead.
 *
 * It is the nearest double that is not below the time: LibreOffice truncates to seconds and showed
 * 07:33:19 for 25571.314814814814, a hair below 07:33:20. A double above it by 1 µs shows the right
 * second also in readers that round.
 */
export function serialOf(wallClockMs: number): number | null {
  const ms = Math.round(wallClockMs) + excelEpochSerial * dayMs
  const serial = ms / dayMs
  if (!(serial >= serialMin && serial < serialEnd)) return null
  return isBelow(serial, ms) ? nextUp(serial) : serial
}

const highBits = 2 ** 26

/** Whether the serial, rounded, is below the exact quotient. All steps but the last are exact. */
function isBelow(serial: number, ms: number): boolean {
  const day = Math.floor(serial)
  const fraction = serial - day
  const high = Math.floor(fraction * highBits) / highBits
  const low = fraction - high
  return high * dayMs - (ms - day * dayMs) + low * dayMs < 0
}

/** The next double after a serial of at least 1: its lowest bit is 2^-52 of its highest one. */
function nextUp(serial: number): number {
  return serial + 2 ** (31 - Math.clz32(serial) - 52)
}
