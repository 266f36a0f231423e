import { bitsMask, bitsWidth } from '../limits.ts'
import { distanceShift, tokenIndexMask } from '../tokens.ts'
import { tokens } from './tape.ts'

/** Most bytes of a token: a length of 20 bits and a distance of 26. */
const tokenBytesMax = 6
/** Bytes that may be stored past the last whole byte. */
const spareBytes = 16

/** Bit strings of tokens, set by the host for each block; distance 0, no match, has no bits. */
export const indexCodes = memory.data(4 << 13, 64)
export const distanceCodes = memory.data(4 * (32_768 + 1), 64)

/** Whole bytes that have not been taken. */
export let bytesAt: usize = 0
let nextByte: usize = 0
let bytesEnd: usize = 0
/** Bits that do not fill a byte yet, and their number (0–7). */
let pending: u64 = 0
let pendingBits: u32 = 0

export function prepareBits(): void {
  const bytes = 65_536
  bytesAt = heap.alloc(bytes)
  nextByte = bytesAt
  bytesEnd = bytesAt + bytes - spareBytes
  pending = 0
  pendingBits = 0
}

export function byteCount(): i32 {
  return <i32>(nextByte - bytesAt)
}

/** Discards the whole bytes, which have been copied. */
export function takeBytes(): void {
  nextByte = bytesAt
}

/** Appends the low `count` (0–32) bits of the value, whose other bits are 0. */
export function pushBits(value: u32, count: u32): void {
  if (nextByte > bytesEnd) grow(spareBytes)
  pending |= (<u64>value) << pendingBits
  pendingBits += count
  store<u64>(nextByte, pending)
  const bytes = pendingBits >>> 3
  nextByte += bytes
  pending >>= bytes << 3
  pendingBits &= 7
}

/** An empty stored block ends on a whole byte, where another segment may continue (3.2.4). */
export function pushEmptyStoredBlock(isFinal: bool): void {
  pushBits(isFinal ? 1 : 0, 3)
  pushBits(0, (8 - pendingBits) & 7)
  pushBits(0xffff_0000, 32)
}

/**
 * Writes the bits of the tokens: the second hot loop. Eight bytes are stored each time, and the next
 * token overwrites the incomplete ones: no branch depends on the data.
 */
export function writeTokens(count: i32): void {
  const bytesMax = <usize>count * tokenBytesMax
  if (nextByte + bytesMax > bytesEnd) grow(bytesMax)
  const end = tokens + ((<usize>count) << 2)
  let out = nextByte
  let bits = pending
  let bitCount = pendingBits
  for (let at = tokens; at < end; at += 4) {
    const token = load<u32>(at)
    const index = load<u32>(indexCodes + ((token & tokenIndexMask) << 2))
    const distance = load<u32>(distanceCodes + ((token >>> distanceShift) << 2))
    const indexBits = index >>> bitsWidth
    // At most 7 bits pending, 20 of a length and 26 of a distance.
    const value = <u64>(index & bitsMask) | ((<u64>(distance & bitsMask)) << (<u64>indexBits))
    bits |= value << (<u64>bitCount)
    bitCount += indexBits + (distance >>> bitsWidth)
    store<u64>(out, bits)
    out += bitCount >>> 3
    bits >>= <u64>(bitCount & ~7)
    bitCount &= 7
  }
  nextByte = out
  pending = bits
  pendingBits = bitCount
}

function grow(room: usize): void {
  const used = nextByte - bytesAt
  const bytes = (used + room + spareBytes) << 1
  const grown = heap.alloc(bytes)
  memory.copy(grown, bytesAt, used)
  bytesAt = grown
  nextByte = grown + used
  bytesEnd = grown + bytes - spareBytes
}
