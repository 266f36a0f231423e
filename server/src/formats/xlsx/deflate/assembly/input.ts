import { cellBlockRows } from '../limits.ts'

/* The values of one column for the next rows of the block, set by the host. */

/** Texts of the whole batch. */
export let inputBytes: usize = 0
let inputBytesMax: i32 = 0
/** By row: where its text begins, and how many bytes it has; -1 for null. */
export const inputStarts = memory.data(cellBlockRows << 2)
export const inputLengths = memory.data(cellBlockRows << 2)
/** By row: its double. */
export const inputDoubles = memory.data(cellBlockRows << 3, 8)

/** Rows whose cells are left to the host, as they need rare steps. */
export const restRows = memory.data(cellBlockRows << 2)

/** Loops read whole vectors, also at the end of the last text. */
const spareBytes = 16

/** Makes room for so many bytes of texts; those before are void. */
export function reserveInput(bytes: i32): void {
  if (bytes <= inputBytesMax) return
  inputBytesMax = bytes
  inputBytes = heap.alloc(bytes + spareBytes)
}
