import { characterBytes } from '../../../assembly/utf8.ts'
import { inputBytes, inputLengths, inputStarts, leaveToHost } from '../../../assembly/input.ts'
import { fieldAt, fieldRoom, setField, spareBytes, takeField } from './fields.ts'
import { hasUnknownWord } from './words.ts'

const vectorBytes = 16
const quote: u8 = 0x22

/** The delimiter at which a reader may split that does not know ours: `;`, or `,` where ours is that. */
let otherBreak: u8 = 0x3b
/** Whether texts that look like numbers or dates are written as constants, by the host. */
let findsLookalikes: bool = false
/** Texts of at most so many bytes may be the words for true and false. */
let booleanBytesMax: i32 = 0

export function setTextRules(delimiter: i32, lookalikes: bool, booleanBytes: i32): void {
  otherBreak = <u8>delimiter
  findsLookalikes = lookalikes
  booleanBytesMax = booleanBytes
}

/**
 * Makes texts fields: as they are, or between quotes. Texts that may need a guard against formulas, or
 * that Excel may take for something else, are left to the host.
 */
export function fillTexts(column: i32, rowCount: i32, base: i32): void {
  for (let row = 0; row < rowCount; row++) {
    const field = fieldAt(column, row)
    const length = load<i32>(inputLengths + (row << 2))
    const source = inputBytes + base + load<u32>(inputStarts + (row << 2))
    if (length <= 0) setField(field, source, 0)
    else fillText(row, field, source, length)
  }
}

function fillText(row: i32, field: usize, from: usize, length: i32): void {
  const end = from + length
  const found = kindsIn(from, length)
  const isRisky =
    beginsRisky(from, length) ||
    ((found & hasOthers) !== 0 && !isUtf8(from, end)) ||
    ((found & hasBreaks) !== 0 && mayHoldFormula(from, end)) ||
    (findsLookalikes && mayBeLookalike(from, length, found)) ||
    (load<u8>(end - 1) >= 0x80 && mayEndInSpace(from, end))
  if (isRisky) leaveToHost(row)
  else if (found & hasDelimiters || isSpace(load<u8>(from)) || isSpace(load<u8>(end - 1))) {
    const to = fieldRoom(2 * length + 2 + spareBytes)
    takeField(field, to, writeQuoted(to, from, length))
  } else setField(field, from, length)
}

/* Kinds of bytes in a text. */
const hasDelimiters: i32 = 1
const hasBreaks: i32 = 2
const hasOthers: i32 = 4
const hasDigits: i32 = 8

/** Which kinds of bytes the text has, sixteen at a time. */
function kindsIn(from: usize, length: i32): i32 {
  let delimiters: i32 = 0
  let breaks: i32 = 0
  let others: i32 = 0
  let digits: i32 = 0
  for (let start = 0; start < length; start += vectorBytes) {
    const bytes = v128.load(from + start)
    const left = length - start
    const mask = left >= vectorBytes ? 0xffff : (1 << left) - 1
    const lines = v128.and(
      i8x16.ge_s(bytes, i8x16.splat(0x09)),
      i8x16.lt_s(bytes, i8x16.splat(0x0e)),
    )
    // Vertical tabs and form feeds end no line.
    const inLine = v128.or(i8x16.eq(bytes, i8x16.splat(0x0b)), i8x16.eq(bytes, i8x16.splat(0x0c)))
    const splits = v128.or(v128.andnot(lines, inLine), i8x16.eq(bytes, i8x16.splat(otherBreak)))
    const marks = v128.or(
      v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x2c))),
      i8x16.eq(bytes, i8x16.splat(0x3b)),
    )
    breaks |= i8x16.bitmask(splits) & mask
    delimiters |= i8x16.bitmask(v128.or(marks, splits)) & mask
    others |= i8x16.bitmask(bytes) & mask
    if (findsLookalikes) {
      const isDigit = v128.and(
        i8x16.ge_s(bytes, i8x16.splat(0x30)),
        i8x16.lt_s(bytes, i8x16.splat(0x3a)),
      )
      digits |= i8x16.bitmask(isDigit) & mask
    }
  }
  return (
    (delimiters ? hasDelimiters : 0) |
    (breaks ? hasBreaks : 0) |
    (others ? hasOthers : 0) |
    (digits ? hasDigits : 0)
  )
}

/** Whether the start of a text may begin a formula, or is a space that only Unicode knows. */
function beginsRisky(at: usize, length: i32): bool {
  const first = load<u8>(at)
  if (first >= 0x80) {
    // Full-width signs and the byte order mark; U+00A0; U+1680, U+2000 to U+205F and U+3000.
    if (first === 0xef || first === 0xe1 || first === 0xe2 || first === 0xc2) return true
    return first === 0xe3 && length >= 2 && load<u8>(at + 1) === 0x80
  }
  return isSign(first) || first === 0x27 || first === 0x09 || first === 0x0d || first === 0x0a
}

function isSign(byte: u8): bool {
  return byte === 0x3d || byte === 0x2b || byte === 0x2d || byte === 0x40 || byte === 0
}

/** Whether a sign follows a break, after quotes and apostrophes. */
function mayHoldFormula(from: usize, end: usize): bool {
  for (let at = from; at < end; at++) {
    const byte = load<u8>(at)
    if (byte !== otherBreak && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) continue
    let next = at + 1
    while (next < end && (load<u8>(next) === 0x22 || load<u8>(next) === 0x27)) next++
    if (next >= end) continue
    const first = load<u8>(next)
    if (isSign(first) || first === 0xef) return true
  }
  return false
}

/** Whether the last character, not of ASCII, may be a space. */
function mayEndInSpace(from: usize, end: usize): bool {
  if (end - from < 2) return true
  if (load<u8>(end - 2) === 0xc2) return true
  if (end - from < 3) return false
  const first = load<u8>(end - 3)
  return first === 0xe1 || first === 0xe2 || first === 0xe3 || first === 0xef
}

/** Whether JavaScript's `\s` has this byte. */
function isSpace(byte: u8): bool {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)
}

function isUtf8(from: usize, end: usize): bool {
  for (let at = from; at < end;) {
    if (load<u8>(at) < 0x80) {
      at++
      continue
    }
    const length = characterBytes(at, end)
    if (length === 0) return false
    at += length
  }
  return true
}

/** Whether Excel may take the text for a number, a date, a boolean or an error; see `excelLookalikes`. */
function mayBeLookalike(from: usize, length: i32, found: i32): bool {
  const first = load<u8>(from)
  const end = from + length
  if (length <= booleanBytesMax || first === 0x23) return true
  if (isSpace(first) || isSpace(load<u8>(end - 1))) return true
  if ((found & hasDigits) === 0) return (found & hasOthers) !== 0 && mayHaveDigits(from, end)
  return (found & hasOthers) !== 0 || !hasUnknownWord(from, end)
}

/** Whether one of the characters may be a digit of another script: none is below U+0660. */
function mayHaveDigits(from: usize, end: usize): bool {
  for (let at = from; at < end; at++) {
    const byte = load<u8>(at)
    if (byte < 0xc0) continue
    // Nor is one from U+3000 to U+9FFF.
    if (byte > 0xd8 && (byte < 0xe3 || byte > 0xe9)) return true
  }
  return false
}

/** Writes a text between quotes, with its own quotes doubled. */
function writeQuoted(to: usize, from: usize, length: i32): i32 {
  store<u8>(to, quote)
  let out = to + 1
  let at = from
  const end = from + length
  while (at < end) {
    const bytes = v128.load(at)
    v128.store(out, bytes)
    const quotes = i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(quote)))
    const left = <i32>(end - at)
    const plain = quotes === 0 ? vectorBytes : ctz(quotes)
    if (plain >= left) {
      out += left
      break
    }
    at += plain
    out += plain
    if (plain === vectorBytes) continue
    store<u16>(out, 0x2222)
    out += 2
    at++
  }
  store<u8>(out, quote)
  return <i32>(out + 1 - to)
}
