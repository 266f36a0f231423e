import { blockRowBits, blockRows } from '../limits.ts'

/* The fields of a block of rows, by `(column << blockRowBits) + row`: where each is, and its bytes. */
export let fieldStarts: usize = 0
export let fieldLengths: usize = 0
export let columnCount: i32 = 0

/** Loops read and write whole vectors, also at the end of the last field. */
export const spareBytes = 32

/* Memory of fields that are written for the block; a field stays where it is. */
let arena: usize = 0
let arenaBytes: usize = 0
let arenaUsed: usize = 0
const firstArenaBytes = 65_536

export function prepareFields(columns: i32): void {
  columnCount = columns
  const fields = (<usize>columns) << blockRowBits
  fieldStarts = heap.alloc(fields << 2)
  fieldLengths = heap.alloc(fields << 2)
  arenaBytes = firstArenaBytes
  arena = heap.alloc(arenaBytes + spareBytes)
}

/** Begins a new block. */
export function clearFields(): void {
  arenaUsed = 0
}

/** Room for a field of at most so many bytes. */
export function fieldRoom(bytesMax: i32): usize {
  if (arenaUsed + bytesMax > arenaBytes) {
    // Fields before stay valid where they are.
    arenaBytes = 2 * arenaBytes + bytesMax
    arena = heap.alloc(arenaBytes + spareBytes)
    arenaUsed = 0
  }
  return arena + arenaUsed
}

/** Takes what was written where `fieldRoom` said as the field at this place. */
export function takeField(field: usize, start: usize, bytes: i32): void {
  setField(field, start, bytes)
  arenaUsed += bytes
}

export function setField(field: usize, start: usize, bytes: i32): void {
  store<u32>(fieldStarts + (field << 2), <u32>start)
  store<i32>(fieldLengths + (field << 2), bytes)
}

export function fieldAt(column: i32, row: i32): usize {
  return ((<usize>column) << blockRowBits) + row
}

/* The values of one column for the block, set by the host. */
/** Texts of the whole batch. */
export let inputBytes: usize = 0
let inputBytesMax: i32 = 0
/** By row: where its text begins, or its code; and how many bytes it has, -1 for null. */
export const inputStarts = memory.data(blockRows << 2)
export const inputLengths = memory.data(blockRows << 2)
/** By row: its number, NaN for null; and the offset of its time from UTC in minutes. */
export const inputDoubles = memory.data(blockRows << 3, 8)
export const inputOffsets = memory.data(blockRows << 2)

/** Rows whose fields are left to the host, as they need rare steps. */
export const restRows = memory.data(blockRows << 2)
let restCount = 0

/** Makes room for so many bytes of texts; those before are void. */
export function reserveInput(bytes: i32): void {
  if (bytes <= inputBytesMax) return
  inputBytesMax = bytes
  inputBytes = heap.alloc(bytes + spareBytes)
}

export function clearRest(): void {
  restCount = 0
}

export function leaveToHost(row: i32): void {
  store<i32>(restRows + (restCount++ << 2), row)
}

export function restOfRows(): i32 {
  return restCount
}
