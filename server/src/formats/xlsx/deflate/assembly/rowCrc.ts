import { openingBytesMax } from '../limits.ts'
import { cellHigh, cellLow, cellMiddle, valueBytes } from './cellBlock.ts'
import { Crc, crcAfterBytes } from './crc.ts'
import * as pieces from './pieces.ts'
import * as number from './rowNumber.ts'

/** CRC-32's register; the CRC is its complement. */
export let register: u32 = -1

export function crc32(): u32 {
  return ~register
}

export function restartCrc(): void {
  register = -1
}

/** Takes over the register that the hot loop kept in a local. */
export function resumeCrc(crc: u32): void {
  register = crc
}

export function addCrcOfBytes(at: usize, count: i32): void {
  register = crcAfterBytes(register, at, count)
}

/** Moves the register over a junction and the row number. */
export function addCrcOfJunction(junction: i32, length: i32): void {
  const numberLength = number.numberLength
  const junctionCrc =
    pieces.knownJunctionCrc(junction, numberLength) || pieces.addJunctionCrc(junction, numberLength)
  if (number.isStale(0)) number.turnToDecade(0)
  const numberCrc = number.crcOfNumber(0, number.lastDigit())
  register = Crc.shifted(register, length + numberLength) ^ junctionCrc ^ numberCrc
}

/** Moves the register over a cell whose value is bytes. */
export function addCrcOfText(at: usize, form: i32, junction: i32): void {
  addCrcOfJunction(junction, load<u8>(pieces.junctionLengths + junction))
  addCrcOfBytes(
    pieces.openingBytes + form * openingBytesMax,
    load<u8>(pieces.openingLengths + form),
  )
  addCrcOfBytes(valueBytes + load<u32>(cellHigh + at), load<i32>(cellMiddle + at))
}

/** CRC of the numerals of a cell, from an empty register. */
export function crcOfValue(at: usize, length: i32): u32 {
  const high = load<u32>(cellHigh + at)
  if (length <= 8) return Crc.ofWord(high, length)
  const middle = min(length - 8, 8)
  const crc =
    Crc.shifted(Crc.ofWord(high, 8), middle) ^ Crc.ofWord(load<u32>(cellMiddle + at), middle)
  if (length <= 16) return crc
  return Crc.shifted(crc, length - 16) ^ Crc.ofWord(load<u32>(cellLow + at), length - 16)
}
