import {
  closingCount,
  junctionBytesMax,
  openingBytesMax,
  packedLengthMax,
  rowNumberDigitsMax,
} from '../limits.ts'
import { crcAfterBytes, crcAfterZeros, prepareShift } from './crc.ts'

/** Numbers of bytes that may follow a junction in its cell, from none to the most. */
const tailCount = rowNumberDigitsMax + openingBytesMax + packedLengthMax + 1
const lengthCount = packedLengthMax + 1

export let columnCount: i32 = 0
/** Junctions are numbered `closing * junctionTargets + column`; the last target is the row. */
export let junctionTargets: i32 = 0

/* Set by the host: see `../rowPieces.ts`. */
export let junctionBytes: usize = 0
export let junctionLengths: usize = 0
export let openingBytes: usize = 0
export let openingLengths: usize = 0
export let formClosings: usize = 0

/** By junction and number of bytes after it: its CRC with that many zero bytes; 0: unknown. */
let junctionCrcs: usize = 0
/** By form and length of the value: CRC of the opening with that many zero bytes; 0: unknown. */
let openingCrcs: usize = 0

export function preparePieces(columns: i32, formsMax: i32): void {
  columnCount = columns
  junctionTargets = columns + 1
  const junctions: usize = closingCount * junctionTargets
  junctionBytes = heap.alloc(junctions * junctionBytesMax)
  junctionLengths = heap.alloc(junctions)
  openingBytes = heap.alloc(<usize>formsMax * openingBytesMax)
  openingLengths = heap.alloc(formsMax)
  formClosings = heap.alloc(formsMax)
  junctionCrcs = unknownCrcs(junctions * tailCount)
  openingCrcs = unknownCrcs(<usize>formsMax * lengthCount)
}

function unknownCrcs(count: usize): usize {
  const crcs = heap.alloc(count * 4)
  memory.fill(crcs, 0, count * 4)
  return crcs
}

/*
 * Looking up and computing are two functions each, because only the short one is inlined in the hot
 * loop.
 */

/** CRC of a junction followed by zero bytes, in place of the row number and the rest, or 0. */
export function knownJunctionCrc(junction: i32, tailBytes: i32): u32 {
  return load<u32>(junctionCrcAt(junction, tailBytes))
}

/** CRC of an opening followed by 0–24 zero bytes, or 0. */
export function knownOpeningCrc(form: i32, valueLength: i32): u32 {
  return load<u32>(openingCrcAt(form, valueLength))
}

export function addJunctionCrc(junction: i32, tailBytes: i32): u32 {
  const length = load<u8>(junctionLengths + junction)
  const bytes = junctionBytes + junction * junctionBytesMax
  const crc = crcAfterZeros(crcAfterBytes(0, bytes, length), tailBytes)
  store<u32>(junctionCrcAt(junction, tailBytes), crc)
  prepareShift(length + tailBytes)
  return crc
}

export function addOpeningCrc(form: i32, valueLength: i32): u32 {
  const length = load<u8>(openingLengths + form)
  const bytes = openingBytes + form * openingBytesMax
  const crc = crcAfterZeros(crcAfterBytes(0, bytes, length), valueLength)
  store<u32>(openingCrcAt(form, valueLength), crc)
  return crc
}

function junctionCrcAt(junction: i32, tailBytes: i32): usize {
  return junctionCrcs + ((junction * tailCount + tailBytes) << 2)
}

function openingCrcAt(form: i32, valueLength: i32): usize {
  return openingCrcs + ((form * lengthCount + valueLength) << 2)
}
