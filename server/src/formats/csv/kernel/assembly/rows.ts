import { leaveToHost } from '../../../assembly/input.ts'
import { columnCount, fieldAt, fieldLengths, fieldStarts, spareBytes } from './fields.ts'

const vectorBytes = 16
const quote: u8 = 0x22

/** The rows that were written, and how many bytes of them. */
export let rowsAt: usize = 0
export let rowByteCount: i32 = 0
let rowBytesMax: i32 = 0

/** Call when all memory has been given back. */
export function restartRows(): void {
  rowsAt = 0
  rowByteCount = 0
  rowBytesMax = 0
}

/** Leaves the rows to the host whose first field begins as a formula does: `-`, or `"=`. */
export function findExposed(rowCount: i32): void {
  for (let row = 0; row < rowCount; row++) {
    if (load<i32>(fieldLengths + (row << 2)) === 0) continue
    const start = load<u32>(fieldStarts + (row << 2))
    const first = load<u8>(start)
    if (first === 0x2d || (first === quote && load<u8>(start + 1) === 0x3d)) leaveToHost(row)
  }
}

/** Writes the fields of these rows after those before. */
export function writeRows(rowCount: i32, separator: i32): void {
  reserveRows(rowCount)
  let out = rowsAt + rowByteCount
  for (let row = 0; row < rowCount; row++) {
    const start = out
    for (let column = 0; column < columnCount; column++) {
      const field = fieldAt(column, row) << 2
      if (column > 0) store<u8>(out++, <u8>separator)
      const source = load<u32>(fieldStarts + field)
      const length = load<i32>(fieldLengths + field)
      v128.store(out, v128.load(source))
      for (let copied = vectorBytes; copied < length; copied += vectorBytes) {
        v128.store(out + copied, v128.load(source + copied))
      }
      out += length
    }
    if (columnCount === 1 && out === start) {
      // Most readers skip an empty line.
      store<u16>(out, 0x2222)
      out += 2
    }
    store<u16>(out, 0x0a0d)
    out += 2
  }
  rowByteCount = <i32>(out - rowsAt)
}

/** Discards the rows, which have been copied. */
export function takeRows(): void {
  rowByteCount = 0
}

function reserveRows(rowCount: i32): void {
  let needed = rowByteCount + rowCount * (columnCount + 4) + spareBytes
  for (let column = 0; column < columnCount; column++) {
    for (let row = 0; row < rowCount; row++) {
      needed += load<i32>(fieldLengths + (fieldAt(column, row) << 2))
    }
  }
  if (needed <= rowBytesMax) return
  rowBytesMax = 2 * needed
  const grown = heap.alloc(rowBytesMax + spareBytes)
  memory.copy(grown, rowsAt, rowByteCount)
  rowsAt = grown
}
