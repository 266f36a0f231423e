import { cellBlockRows } from '../limits.ts'

/* The cells of some rows as the host sets them: see `../cellBlock.ts`. Addresses by `cell << 2`. */
export let cellShapes: usize = 0
export let cellHigh: usize = 0
export let cellMiddle: usize = 0
export let cellLow: usize = 0
/** By row: how many bytes of values it has. */
export let rowBytes: usize = 0
/** What values are made of that are bytes, and how many there is room for. */
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

/** Makes room for more than there was, and keeps the first `kept` bytes. */
export function growValueBytes(bytes: i32, kept: i32): void {
  const before = valueBytes
  valueBytes = heap.alloc(bytes)
  valueBytesMax = bytes
  memory.copy(valueBytes, before, kept)
}
