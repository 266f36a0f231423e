/** CRC-32's polynomial, mirrored (RFC 1952, 8). */
const polynomial = 0xedb88320

/**
 * CRC-32 of the concatenation of two byte strings, from the CRC-32 of each and the length of the
 * second. Appending a zero byte is a linear map over GF(2) on the 32 bits of the CRC, a matrix; its
 * powers by squaring append `length2` of them in 32 steps or so. Initial and final inversion cancel out.
 */
export function crc32Combine(crc1: number, crc2: number, length2: number): number {
  let crc = crc1
  let power = 0
  for (let left = length2; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) crc = times(zeroBytes(power), crc)
    power += 1
  }
  return (crc ^ crc2) >>> 0
}

/** By power: the matrix that appends 2^power zero bytes. */
const powers: Uint32Array[] = []

function zeroBytes(power: number): Uint32Array {
  for (let next = powers.length; next <= power; next++) {
    powers.push(squared(next === 0 ? squared(squared(oneZeroBit())) : powers[next - 1]!))
  }
  return powers[power]!
}

/** The matrix that appends one zero bit; column n is the image of bit n. */
function oneZeroBit(): Uint32Array {
  return Uint32Array.from({ length: 32 }, (_, bit) => (bit === 0 ? polynomial : 1 << (bit - 1)))
}

function squared(matrix: Uint32Array): Uint32Array {
  return matrix.map((column) => times(matrix, column))
}

function times(matrix: Uint32Array, vector: number): number {
  let sum = 0
  for (let bit = 0; bit < 32; bit++) if ((vector >>> bit) & 1) sum ^= matrix[bit]!
  return sum >>> 0
}
