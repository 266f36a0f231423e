import { inputBytes, inputLengths, inputStarts, leaveToHost } from '../../../assembly/input.ts'
import { characterBytes, isNoCharacter } from '../../../assembly/utf8.ts'
import { lengthBits, lengthOfBytes } from '../limits.ts'
import {
  cellHigh,
  cellMiddle,
  cellShapes,
  growValueBytes,
  rowBytes,
  valueBytes,
  valueBytesMax,
} from './cellBlock.ts'

/** A cell holds this many UTF-16 units (`excelTextLengthMax`), so a text of no more bytes fits. */
const fittingBytesMax = 32_767
/** The longest escape, `&amp;`. */
const escapeBytesMax = 5
const vectorBytes = 16

/** How many of the value bytes are in use, after a call. */
export let valueByteCount: i32 = 0

/**
 * Fills texts as inline cells, escaped for XML: `form`, or `quotedForm` for a text that looks like a
 * formula. Texts with characters that XML or a cell cannot hold are left to the host.
 */
export function fillTexts(
  at: i32,
  rowCount: i32,
  base: i32,
  usedBytes: i32,
  form: i32,
  quotedForm: i32,
  blankForm: i32,
): void {
  valueByteCount = usedBytes
  for (let row = 0; row < rowCount; row++) {
    const cell = (<usize>(at + row)) << 2
    const length = load<i32>(inputLengths + (row << 2))
    if (length <= 0) {
      store<i32>(cellShapes + cell, blankForm << lengthBits)
      store<i32>(cellHigh + cell, 0)
      continue
    }
    const room = escapeBytesMax * length + vectorBytes
    if (valueByteCount + room > valueBytesMax) {
      growValueBytes(2 * valueBytesMax + room, valueByteCount)
    }
    const source = inputBytes + base + load<u32>(inputStarts + (row << 2))
    const written =
      length > fittingBytesMax ? -1 : copyEscaped(valueBytes + valueByteCount, source, length)
    if (written < 0) {
      leaveToHost(row)
      continue
    }
    const shape = mayBeFormula(load<u8>(source)) ? quotedForm : form
    store<i32>(cellShapes + cell, (shape << lengthBits) | lengthOfBytes)
    store<i32>(cellHigh + cell, valueByteCount)
    store<i32>(cellMiddle + cell, written)
    const bytes = rowBytes + (row << 2)
    store<i32>(bytes, load<i32>(bytes) + written)
    valueByteCount += written
  }
}

/** As `needsQuotedStyle` in `textCell.ts`; a carriage return is left to the host. */
function mayBeFormula(first: u8): bool {
  return first === 0x3d || first === 0x2b || first === 0x2d || first === 0x40 || first === 0x09
}

/** Bits of the bytes of a vector that are not simply copied: `& < > _`, controls, and all of UTF-8. */
function unsafeBits(bytes: v128): i32 {
  const controls = i8x16.lt_s(bytes, i8x16.splat(0x20))
  const escaped = v128.or(
    v128.or(i8x16.eq(bytes, i8x16.splat(0x26)), i8x16.eq(bytes, i8x16.splat(0x5f))),
    // `<` and `>` differ in one bit.
    i8x16.eq(v128.or(bytes, i8x16.splat(2)), i8x16.splat(0x3e)),
  )
  return i8x16.bitmask(v128.or(controls, escaped))
}

/** Copies a text as the content of `<t>`; returns its length, or -1 where the host has to do it. */
function copyEscaped(to: usize, from: usize, count: i32): i32 {
  let out = to
  let at = from
  const end = from + count
  while (at < end) {
    const bytes = v128.load(at)
    const unsafe = unsafeBits(bytes)
    v128.store(out, bytes)
    const left = <i32>(end - at)
    const safe = unsafe === 0 ? vectorBytes : ctz(unsafe)
    if (safe >= left) return <i32>(out + left - to)
    at += safe
    out += safe
    if (safe === vectorBytes) continue
    const byte = load<u8>(at)
    if (byte >= 0x80) {
      do {
        const length = characterBytes(at, end)
        if (length === 0 || (length === 3 && isNoCharacter(at))) return -1
        store<u32>(out, load<u32>(at))
        at += length
        out += length
      } while (at < end && load<u8>(at) >= 0x80)
      continue
    }
    const written = writeEscape(out, byte, at + 1 < end ? load<u8>(at + 1) : 0)
    if (written === 0) return -1
    at++
    out += written
  }
  return <i32>(out - to)
}

function writeEscape(out: usize, byte: u8, next: u8): i32 {
  switch (byte) {
    case 0x26: // &amp;
      store<u32>(out, 0x706d6126)
      store<u8>(out + 4, 0x3b)
      return 5
    case 0x3c: // &lt;
      store<u32>(out, 0x3b746c26)
      return 4
    case 0x3e: // &gt;
      store<u32>(out, 0x3b746726)
      return 4
    case 0x5f: // `_x` may begin what looks like an escape.
      store<u8>(out, byte)
      return next === 0x78 ? 0 : 1
    default:
      store<u8>(out, byte)
      return byte === 0x09 || byte === 0x0a ? 1 : 0
  }
}
