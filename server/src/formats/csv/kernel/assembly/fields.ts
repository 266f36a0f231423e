import { blockRowBits } from '../limits.ts'

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
  arenaUsed = 0
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
