import { inputRowsMax } from './inputRows.ts'

/* The values of one column for some rows, set by the host: see `kernelInput.ts`. */

/** Texts of the whole batch. */
export let inputBytes: usize = 0
let inputBytesMax: i32 = 0
/** By row: where its text begins, or its code; and how many bytes it has, -1 for null. */
export const inputStarts = memory.data(inputRowsMax << 2)
export const inputLengths = memory.data(inputRowsMax << 2)
/** By row: its number, NaN for null. */
export const inputDoubles = memory.data(inputRowsMax << 3, 8)

/** Rows that are left to the host, as they need rare steps. */
export const restRows = memory.data(inputRowsMax << 2)
let restCount = 0

/** Loops read whole vectors, also at the end of the last text. */
const spareBytes = 16

/** Call when all memory has been given back. */
export function restartInput(): void {
  inputBytes = 0
  inputBytesMax = 0
  restCount = 0
}

/** Makes room for so many bytes of texts; those before are void. */
export function reserveInput(bytes: i32): void {
  if (bytes <= inputBytesMax) return
  // With room to spare, because memory is not freed before the sheet ends.
  inputBytesMax = bytes + (bytes >> 2)
  inputBytes = heap.alloc(inputBytesMax + spareBytes)
}

export function leaveToHost(row: i32): void {
  store<i32>(restRows + (restCount++ << 2), row)
}

/** How many rows have been left since the last call. */
export function takeRest(): i32 {
  const count = restCount
  restCount = 0
  return count
}
