import {
  junctionBytesMax,
  openingBytesMax,
  packedLengthMax,
  rowNumberDigitsMax,
} from '../limits.ts'
import { numeralByte } from './numerals.ts'

/** CRC-32's polynomial, mirrored (RFC 1952, 8). */
const polynomial: u32 = 0xedb88320

/** Most bytes in one step: a cell with a number. */
const stepBytesMax = junctionBytesMax + rowNumberDigitsMax + openingBytesMax + packedLengthMax

/** A table has four times 256 entries, one for each byte of the register. */
const tableBits = 12

/**
 * Tables that append n zero bytes at once, at `n << tableBits`. CRC is linear over exclusive or, so the
 * register after n zero bytes is the exclusive or of the results for each of its four bytes; and the
 * register after n other bytes is that, exclusive or the CRC of those bytes from an empty register.
 */
const shiftTables = memory.data((stepBytesMax + 1) << tableBits, 64)
const isPrepared = memory.data(stepBytesMax + 1)

/** By byte: the register after it, from an empty one. */
const byteCrcs = memory.data(4 * 256)

/** By place in a word and two numerals: their part of the CRC of the word. */
const numeralPairCrcs = memory.data(4 * 4 * 256, 64)
/** By length of a word: the part of the unused zeros before it, which must be cancelled. */
const leadingCrcs = memory.data(4 * 9)

/** Fills the tables that every sheet needs. */
export function prepareCrcs(): void {
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte as u32
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? polynomial : 0)
    store<u32>(byteCrcs + (byte << 2), crc)
  }
  for (let place = 0; place < 4; place++) {
    for (let pair = 0; pair < 256; pair++) {
      const head = crcAfterByte(0, numeralByte(pair >>> 4))
      const crc = crcAfterByte(head, numeralByte(pair & 15))
      const entry = numeralPairCrcs + (place << 10) + (pair << 2)
      store<u32>(entry, crcAfterZeros(crc, 6 - 2 * place))
    }
  }
  let zeros: u32 = 0
  for (let length = 8; length >= 0; length--) {
    store<u32>(leadingCrcs + (length << 2), crcAfterZeros(zeros, length))
    zeros = crcAfterByte(zeros, numeralByte(0))
  }
  for (let length = 1; length <= 8; length++) prepareShift(length)
}

/** The register after one more byte. */
export function crcAfterByte(crc: u32, byte: u32): u32 {
  return (crc >>> 8) ^ load<u32>(byteCrcs + (((crc ^ byte) & 0xff) << 2))
}

/** The register after this many zero bytes, one by one. */
export function crcAfterZeros(crc: u32, count: i32): u32 {
  for (let left = count; left > 0; left--) crc = crcAfterByte(crc, 0)
  return crc
}

/** The register after these bytes. */
export function crcAfterBytes(crc: u32, at: usize, count: i32): u32 {
  const end = at + count
  for (; at + 8 <= end; at += 8) {
    crc = Crc.shifted(crc ^ load<u32>(at), 8) ^ Crc.shifted(load<u32>(at, 4), 4)
  }
  for (; at < end; at++) crc = crcAfterByte(crc, load<u8>(at))
  return crc
}

/** Makes the table for this many zero bytes, unless it exists: 5 µs. */
export function prepareShift(count: i32): void {
  if (load<u8>(isPrepared + count)) return
  store<u8>(isPrepared + count, 1)
  const table = shiftTables + (count << tableBits)
  for (let bit = 0; bit < 32; bit++) {
    // The CRC of each single bit, and of each byte with this bit and lower ones.
    const first = table + ((bit >>> 3) << 10)
    const value = 1 << (bit & 7)
    const crc = crcAfterZeros(1 << bit, count)
    for (let rest = 0; rest < value; rest++) {
      store<u32>(first + ((value + rest) << 2), crc ^ load<u32>(first + (rest << 2)))
    }
  }
}

/** Steps of the hot loop: methods, because TypeScript allows decorators such as inline only there. */
export class Crc {
  /** The register after this many zero bytes, for which a table must exist. */
  @inline
  static shifted(crc: u32, count: i32): u32 {
    const table = shiftTables + (count << tableBits)
    return (
      load<u32>(table + ((crc & 0xff) << 2)) ^
      load<u32>(table + (((crc >>> 8) & 0xff) << 2), 0x400) ^
      load<u32>(table + (((crc >>> 16) & 0xff) << 2), 0x800) ^
      load<u32>(table + ((crc >>> 24) << 2), 0xc00)
    )
  }

  /** CRC of the first `length` (0–8) numerals of a word from an empty register. */
  @inline
  static ofWord(word: u32, length: i32): u32 {
    const last = word >>> (32 - (length << 2))
    return (
      load<u32>(numeralPairCrcs + ((last >>> 24) << 2)) ^
      load<u32>(numeralPairCrcs + (((last >>> 16) & 0xff) << 2), 0x400) ^
      load<u32>(numeralPairCrcs + (((last >>> 8) & 0xff) << 2), 0x800) ^
      load<u32>(numeralPairCrcs + ((last & 0xff) << 2), 0xc00) ^
      load<u32>(leadingCrcs + (length << 2))
    )
  }
}
