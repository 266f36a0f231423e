/** CRC-32's polynomial, mirrored (RFC 1952, 8). */
const polynomial = 0xedb88320

/** By byte: what becomes of a CRC register that holds just this byte when a zero byte is appended. */
export const crcOfByte = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? polynomial : 0)
  return crc
})

/** The register after one more byte. */
export function crcAfterByte(crc: number, byte: number): number {
  return (crc >>> 8) ^ crcOfByte[(crc ^ byte) & 0xff]!
}

/** The register after this many zero bytes, one by one. */
export function crcAfterZeros(crc: number, count: number): number {
  let shifted = crc
  for (let left = count; left > 0; left--) shifted = crcAfterByte(shifted, 0)
  return shifted
}

/** Entries of one table: four times 256, one for each byte of the register. */
export const shiftTableLength = 1_024

/**
 * Tables that append many zero bytes at once. CRC is linear over exclusive or, so the register after
 * n zero bytes is the exclusive or of what becomes of each of its four bytes alone; and the register
 * after n other bytes is that, exclusive or the CRC of those bytes from an empty register.
 */
export class CrcShifts {
  /** Table of length n: from `n * shiftTableLength` on. Zero until `prepare` has been called. */
  readonly tables: Int32Array
  readonly #prepared: Uint8Array

  constructor(lengthMax: number) {
    this.tables = new Int32Array((lengthMax + 1) * shiftTableLength)
    this.#prepared = new Uint8Array(lengthMax + 1)
  }

  /** Makes the table of this length, if there is none: 5 µs. */
  prepare(length: number): void {
    if (this.#prepared[length] === 1) return
    this.#prepared[length] = 1
    const start = length * shiftTableLength
    for (let bit = 0; bit < 32; bit++) {
      // The CRC of each bit alone, and of every byte that has lower bits besides.
      const first = start + (bit >>> 3) * 256
      const value = 1 << (bit & 7)
      const crc = crcAfterZeros((1 << bit) >>> 0, length)
      for (let rest = 0; rest < value; rest++) {
        this.tables[first + value + rest] = crc ^ this.tables[first + rest]!
      }
    }
  }
}
