import { Crc, crcAfterByte, crcAfterZeros, prepareShift } from './crc.ts'
import { openingBytesMax, packedLengthMax, rowNumberDigitsMax } from '../limits.ts'

const zero: u8 = 0x30
const nine: u8 = 0x39

/** The number of the row as ASCII digits, incremented in place. */
export const digits = memory.data(rowNumberDigitsMax)

export let numberLength: i32 = 0
/** How many leading digits the number shares with the previous one; 0 when it is longer. */
export let commonDigits: i32 = 0
let value: i32 = 0

/** Changes with every digit but the last one. */
let decade: u32 = 0
/** CRC of all digits but the last one. */
let headCrc: u32 = 0

/** The most bytes that may follow the number in its cell. */
const tailBytesMax = openingBytesMax + packedLengthMax

/**
 * By number of bytes after the row number: the part of its digits in the CRC. Sixteen words: one for
 * each last digit, `headPart` for the other digits in the decade `decadePart`, and whether the ten have
 * been set.
 */
const partBits = 6
const crcParts = memory.data((tailBytesMax + 1) << partBits, 64)
const headPart = 40
const decadePart = 44
const isSetPart = 48

export function lastDigit(): u32 {
  return load<u8>(digits + numberLength - 1) - zero
}

export function setNumber(next: i32): void {
  const isNext = next === value + 1
  value = next
  if (isNext) increment()
  else rewrite()
  if (isNext && commonDigits === numberLength - 1 && commonDigits > 0) return
  decade++
  headCrc = 0
  for (let at = 0; at < numberLength - 1; at++) {
    headCrc = crcAfterByte(headCrc, load<u8>(digits + at))
  }
}

/** CRC of the number followed by zero bytes, from an empty register; must not be stale. */
export function crcOfNumber(tailBytes: i32, lastDigit: u32): u32 {
  const parts = crcParts + (tailBytes << partBits)
  return load<u32>(parts, headPart) ^ load<u32>(parts + (lastDigit << 2))
}

/** Whether the CRCs for this many bytes are those of another decade. */
export function isStale(tailBytes: i32): bool {
  return load<u32>(crcParts + (tailBytes << partBits), decadePart) !== decade
}

export function turnToDecade(tailBytes: i32): void {
  const parts = crcParts + (tailBytes << partBits)
  if (load<u32>(parts, isSetPart) === 0) {
    store<u32>(parts, 1, isSetPart)
    for (let digit = 0; digit < 10; digit++) {
      const crc = crcAfterZeros(crcAfterByte(0, zero + <u8>digit), tailBytes)
      store<u32>(parts + (digit << 2), crc)
    }
    prepareShift(tailBytes + 1)
  }
  store<u32>(parts, decade, decadePart)
  store<u32>(parts, Crc.shifted(headCrc, tailBytes + 1), headPart)
}

function increment(): void {
  let at = numberLength - 1
  while (at >= 0 && load<u8>(digits + at) === nine) store<u8>(digits + at--, zero)
  if (at < 0) {
    rewrite()
    return
  }
  store<u8>(digits + at, load<u8>(digits + at) + 1)
  commonDigits = at
}

function rewrite(): void {
  commonDigits = 0
  numberLength = 1
  for (let rest = value; rest >= 10; rest /= 10) numberLength++
  let rest = value
  for (let at = numberLength - 1; at >= 0; at--, rest /= 10) {
    store<u8>(digits + at, zero + <u8>(rest % 10))
  }
}
