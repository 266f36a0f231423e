import { blockRows, dayOnly, monthPart, withOffset, yearPart } from '../limits.ts'
import { inputDoubles, leaveToHost } from '../../../assembly/input.ts'
import { fieldAt, fieldRoom, setField, takeField } from './fields.ts'

const dayMs: i64 = 86_400_000
/** The longest field: a day of ten characters, a time of twelve and an offset of six. */
const timeBytesMax = 64

/** By row: the offset of its time from UTC in minutes, set by the host. */
export const inputOffsets = memory.data(blockRows << 2)

/* How days and times are written, set by the host. */
/** Kinds and least digits of the three parts of a day, in their order. */
export const dayPattern = memory.data(6)
let daySeparator: u8 = 0x2d
let timeSeparator: u8 = 0x54
let fractionMark: u8 = 0x2e
/** The first year that is written here; the last is 9999. */
let yearMin: i32 = 0

export function setTimeRules(day: i32, time: i32, fraction: i32, firstYear: i32): void {
  daySeparator = <u8>day
  timeSeparator = <u8>time
  fractionMark = <u8>fraction
  yearMin = firstYear
}

/**
 * Makes times fields: days since 1970 (`dayOnly`), or wall clocks in milliseconds since then, which may
 * have offsets. NaN is empty, and other years are left to the host.
 */
export function fillTimes(column: i32, rowCount: i32, parts: i32): void {
  for (let row = 0; row < rowCount; row++) {
    const value = load<f64>(inputDoubles + (row << 3))
    const field = fieldAt(column, row)
    if (value !== value) {
      setField(field, 0, 0)
      continue
    }
    // As `Math.round` does.
    const time = floor(value + 0.5)
    const day = parts === dayOnly ? floor(value) : floor(time / <f64>dayMs)
    if (!turnToDay(day)) {
      leaveToHost(row)
      continue
    }
    const to = fieldRoom(timeBytesMax)
    let out = writeDay(to)
    if (parts !== dayOnly) {
      store<u8>(out++, timeSeparator)
      out = writeClock(out, <u32>(time - day * <f64>dayMs))
    }
    if (parts === withOffset) out = writeOffset(out, load<i32>(inputOffsets + (row << 2)))
    takeField(field, to, <i32>(out - to))
  }
}

let year: i32 = 0
let month: i32 = 0
let date: i32 = 0

/** Days from 0000-03-01 to 1970-01-01, and of 400 years. */
const daysBefore: i32 = 719_468
const cycleDays: i32 = 146_097
/** The year 9999 is less than this far away. */
const reach: f64 = 3_000_000

/** Sets the date of a day since 1970; false where its year is written in another way. */
function turnToDay(days: f64): bool {
  if (!(abs(days) < reach)) return false
  // Years begin in March, so that the leap day is the last one.
  const shifted = <i32>days + daysBefore
  const cycle = (shifted >= 0 ? shifted : shifted - cycleDays + 1) / cycleDays
  const dayOfCycle = shifted - cycle * cycleDays
  const yearOfCycle =
    (dayOfCycle - dayOfCycle / 1_460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
  const dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
  const shiftedMonth = (5 * dayOfYear + 2) / 153
  date = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
  month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  year = yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0)
  return year >= yearMin && year <= 9999
}

function writeDay(to: usize): usize {
  let out = to
  for (let part = 0; part < 3; part++) {
    if (part > 0) store<u8>(out++, daySeparator)
    const kind = load<u8>(dayPattern + 2 * part)
    const width = load<u8>(dayPattern + 2 * part + 1)
    const value = kind === yearPart ? year : kind === monthPart ? month : date
    if (width < 2 && value < 10) store<u8>(out++, <u8>(0x30 + value))
    else if (width <= 2) out = writeTwo(out, value)
    else out = writeTwo(writeTwo(out, value / 100), value % 100)
  }
  return out
}

function writeClock(to: usize, ms: u32): usize {
  const seconds = ms / 1_000
  let out = writeTwo(to, seconds / 3_600)
  store<u8>(out++, 0x3a)
  out = writeTwo(out, (seconds / 60) % 60)
  store<u8>(out++, 0x3a)
  out = writeTwo(out, seconds % 60)
  const fraction = ms % 1_000
  if (fraction === 0) return out
  store<u8>(out++, fractionMark)
  store<u8>(out++, <u8>(0x30 + fraction / 100))
  return writeTwo(out, fraction % 100)
}

function writeOffset(to: usize, minutes: i32): usize {
  store<u8>(to, minutes < 0 ? 0x2d : 0x2b)
  const absolute = minutes < 0 ? -minutes : minutes
  const out = writeTwo(to + 1, absolute / 60)
  store<u8>(out, 0x3a)
  return writeTwo(out + 1, absolute % 60)
}

function writeTwo(to: usize, value: u32): usize {
  store<u8>(to, <u8>(0x30 + value / 10))
  store<u8>(to + 1, <u8>(0x30 + (value % 10)))
  return to + 2
}
