/**
 * Numbers that both sides of the kernel go by: plain constants, because AssemblyScript compiles
 * this file as well (see `assembly/index.ts`).
 */

/** The shortest and the longest match of DEFLATE, and how far back one reaches (RFC 1951, 3.2.5). */
export const lengthMin = 3
export const lengthMax = 258
export const distanceMax = 32_768

/** Rows that are prepared together: at ten columns they fill half of a 64 KiB cache. */
export const cellBlockRows = 256

/** The low bits of a cell's shape; the form stands above them. */
export const lengthBits = 5
export const lengthMask = (1 << lengthBits) - 1
/** In place of a length: the value is bytes, `high` their offset and `middle` their number. */
export const lengthOfBytes = lengthMask

/** The longest number that three words of numerals hold; JavaScript's own longest one takes 25. */
export const packedLengthMax = 24

/** Longer than `</t></is></c></row><row r="`. */
export const junctionBytesMax = 32
/** Twice as long as `" s="64000" t="inlineStr"><is><t xml:space="preserve">`. */
export const openingBytesMax = 112
/** Digits of the highest row number, 1,048,576. */
export const rowNumberDigitsMax = 7

/** What stands between a value and the next junction; see `rowPieces.ts`. */
export const closesNumber = 0
export const closesText = 1
/** The row has been opened and has no cell yet. */
export const closesRowStart = 2
/** There is no row yet that would have to be closed. */
export const closesNothing = 3
export const closingCount = 4

/** An entry of a table of bit strings: the bits, and above them how many there are. */
export const bitsWidth = 26
export const bitsMask = (1 << bitsWidth) - 1

/** Bytes of text between two looks at the room for tokens. */
export const textPieceBytes = 8_192
/** Raw bytes are taken in pieces of at most so many. */
export const rawPieceBytes = 32_768
/** Junction, row number, opening and number of a cell. */
export const cellBytesMax = junctionBytesMax + 8 + openingBytesMax + packedLengthMax
