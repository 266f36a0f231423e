import { dayMs } from '@coatcheck/shared'
import { infiniteDay } from '../columnBatch.ts'

/**
 * 64-bit integers as two halves of 32 bits, `high` signed and `low` unsigned. A BigInt costs ten
 * times as much, so one is made only where no double is exact.
 */

const lowRange = 0x1_0000_0000

/** Halves whose `high` lies within these bounds, exclusive, make a safe integer. */
const safeHighEnd = 0x1f_ffff

/** The nearest double, which is exact for safe integers. An unsigned `high` works too. */
export function int64AsDouble(high: number, low: number): number {
  return high * lowRange + low
}

/** The exact value: a number where it is a safe integer, otherwise a BigInt. */
export function exactInt64(high: number, low: number): number | bigint {
  const double = int64AsDouble(high, low)
  return Number.isSafeInteger(double) ? double : bigInt64(high, low)
}

function bigInt64(high: number, low: number): bigint {
  return (BigInt(high) << 32n) + BigInt(low)
}

/** Milliseconds of a day as a batch has it, infinite ones included. */
export function dayAsMs(day: number): number {
  if (Math.abs(day) === infiniteDay) return day < 0 ? -Infinity : Infinity
  return day * dayMs
}

/** The day of a time in milliseconds. */
export function msAsDay(ms: number): number {
  if (!Number.isFinite(ms)) return ms < 0 ? -infiniteDay : infiniteDay
  return Math.floor(ms / dayMs)
}

/**
 * Milliseconds of a 64-bit count of ticks, rounded down; infinite for the times `infinity` and
 * `-infinity` of both databases.
 *
 * @param ticksPerMs a whole number
 */
export function int64AsMs(high: number, low: number, ticksPerMs: number): number {
  // Microseconds since 1970 are safe integers up to the year 2255.
  if (high < safeHighEnd && high > -safeHighEnd) {
    return Math.floor(int64AsDouble(high, low) / ticksPerMs)
  }
  if (isInfinite(high, low)) return high < 0 ? -Infinity : Infinity
  return farMs(bigInt64(high, low), BigInt(ticksPerMs))
}

/** `infinity` is 2^63 - 1; `-infinity` is its negative in DuckDB, and one less in Postgres. */
function isInfinite(high: number, low: number): boolean {
  return (high === 0x7fff_ffff && low === 0xffff_ffff) || (high === -0x8000_0000 && low <= 1)
}

function farMs(ticks: bigint, ticksPerMs: bigint): number {
  const ms = ticks / ticksPerMs
  return Number(ms * ticksPerMs > ticks ? ms - 1n : ms)
}
