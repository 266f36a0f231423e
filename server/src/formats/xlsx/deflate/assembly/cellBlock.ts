import { cellBlockRows } from '../limits.ts'

/* The cells of some rows, set by the host: see `../cellBlock.ts`. Addresses by `cell << 2`. */
export let cellShapes: usize = 0
export let cellHigh: usize = 0
export let cellMiddle: usize = 0
export let cellLow: usize = 0
/** By row: how many bytes its values have. */
export let rowBytes: usize = 0
/** The values that are bytes, and the room for them. */
export let valueBytes: usize = 0
export let valueBytesMax: i32 = 0

const firstValueBytes = 4_096

export function prepareCellBlock(columnCount: i32): void {
  const cells = (<usize>(columnCount * cellBlockRows)) << 2
  cellShapes = heap.alloc(4 * cells + (cellBlockRows << 2))
  cellHigh = cellShapes + cells
  cellMiddle = cellHigh + cells
  cellLow = cellMiddle + cells
  rowBytes = cellLow + cells
  valueBytesMax = firstValueBytes
  valueBytes = heap.alloc(firstValueBytes)
}

/** Makes room for this many bytes, and keeps the first `kept`. */
export function growValueBytes(bytes: i32, kept: i32): void {
  const before = valueBytes
  valueBytes = heap.alloc(bytes)
  valueBytesMax = bytes
  memory.copy(valueBytes, before, kept)
}
