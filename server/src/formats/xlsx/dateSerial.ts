import { dayMs, excelEpochSerial } from '@coatcheck/shared'

/** 1900-03-01: serials below count a 29 February 1900 that never was, and readers disagree. */
const serialMin = 61

/** The day after 9999-12-31, the last that Excel knows. */
const serialEnd = 2_958_466

/**
 * Serial of a wall clock in milliseconds since 1970-01-01T00:00, rounded once; null where Excel has
 * none and the cell holds ISO text instead.
 */
export function serialOf(wallClockMs: number): number | null {
  const serial = (Math.round(wallClockMs) + excelEpochSerial * dayMs) / dayMs
  return serial >= serialMin && serial < serialEnd ? serial : null
}
