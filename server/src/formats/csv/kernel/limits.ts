/**
 * Numbers that both sides of the kernel use: plain constants, because AssemblyScript compiles this
 * file too (see `assembly/index.ts`).
 */

/** Rows whose fields are prepared together: as many as `inputRowsMax`. */
export const blockRowBits = 9
export const blockRows = 1 << blockRowBits

/** Most letters of a word that `knownWords` can hold, and its slots. */
export const wordLettersMax = 8
export const wordSlots = 1_024

/** How much of a time is written. */
export const dayOnly = 0
export const wallClock = 1
export const withOffset = 2

/** Kinds of parts of a day, in the order of its pattern. */
export const yearPart = 0
export const monthPart = 1
export const dayPart = 2
