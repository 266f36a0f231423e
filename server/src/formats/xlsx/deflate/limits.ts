/**
 * Numbers that both sides of the kernel use: plain constants, because AssemblyScript compiles this
 * file too (see `assembly/index.ts`).
 */

/** The shortest and the longest match of DEFLATE, and how far back one reaches (RFC 1951, 3.2.5). */
export const lengthMin = 3
export const lengthMax = 258
export const distanceMax = 32_768

/** Rows that are prepared together: with ten columns they fill half of a cache of 64 KiB. */
export const cellBlockRows = 256

/** The low bits of a cell's shape; the higher ones are its form. */
export const lengthBits = 5
export const lengthMask = (1 << lengthBits) - 1
/** Instead of a length: the value is bytes, `high` is their offset and `middle` their number. */
export const lengthOfBytes = lengthMask

/** Length of the longest number in three words of numerals; JavaScript's longest one has 25. */
export const packedLengthMax = 24

/** Longer than `" ht="409.123456789012345" customHeight="1" s="64000" customFormat="1"><c r="XFD`. */
export const junctionBytesMax = 96
/** Twice as long as `" s="64000" t="inlineStr"><is><t xml:space="preserve">`. */
export const openingBytesMax = 112
/** Digits of the highest row number, 1,048,576. */
export const rowNumberDigitsMax = 7

/** The XML between a value and the next junction; see `rowPieces.ts`. */
export const closesNumber = 0
export const closesText = 1
/** After the start of a row, before its first cell. */
export const closesRowStart = 2
/** Before the first row. */
export const closesNothing = 3
/** A cell that has only a style. */
export const closesBlank = 4
export const closesFormula = 5
export const closingCount = 6

/** An entry of a table of bit strings: the bits, and above them their number. */
export const bitsWidth = 26
export const bitsMask = (1 << bitsWidth) - 1

/** Bytes of text between two checks of the room for tokens. */
export const textPieceBytes = 8_192
/** Most bytes of a piece of other XML than rows. */
export const rawPieceBytes = 32_768
/** Junction, row number, opening and number of a cell. */
export const cellBytesMax = junctionBytesMax + 8 + openingBytesMax + packedLengthMax
