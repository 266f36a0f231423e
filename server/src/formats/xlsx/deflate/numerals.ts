/**
 * Texts of numbers with four bits a character: JavaScript prints numbers with `0123456789.-e+` only.
 * Eight characters make a word, the first one in the highest bits; unused bits are zero. So the common
 * prefix of two numbers has `clz32(one ^ other) >> 2` characters, and three characters are an index
 * into a table of Huffman bits.
 */
const alphabet = '0123456789.-e+'

export const numeralCount = 16
/** ASCII of each numeral; the last two are not used. */
export const numeralBytes = Uint8Array.from({ length: numeralCount }, (_, numeral) =>
  (alphabet[numeral] ?? '0').charCodeAt(0),
)

const numeralOfByte = new Uint8Array(128)
for (let numeral = 0; numeral < alphabet.length; numeral++) {
  numeralOfByte[alphabet.charCodeAt(numeral)] = numeral
}

/** The numeral of a character's code. */
export function numeralOf(code: number): number {
  return numeralOfByte[code]!
}
