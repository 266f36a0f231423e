import { canonicalCodes, codeLengths } from './huffman.ts'
import type { TokenCodes } from './tokenCodes.ts'

/** The order in which the code lengths' own code lengths are written (RFC 1951, 3.2.7). */
const orderOfLengths = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

const dynamicBlock = 2

export interface BitSink {
  /** Appends the low `count` bits of the value, whose other bits are 0. */
  push(value: number, count: number): void
}

/** A run of equal code lengths as a symbol of 3.2.7 and its extra bits. */
interface LengthRun {
  readonly symbol: number
  readonly extra: number
  readonly extraBits: number
}

/** The header of a block with dynamic codes (RFC 1951, 3.2.7) that is not the last of its stream. */
export function writeBlockHeader(
  writer: BitSink,
  { literalLengths, distanceLengths }: Pick<TokenCodes, 'literalLengths' | 'distanceLengths'>,
): void {
  const runs = runsOf([...literalLengths, ...distanceLengths])
  const counts = new Uint32Array(orderOfLengths.length)
  for (const { symbol } of runs) counts[symbol]!++
  const lengths = codeLengths(counts, 7)
  const codes = canonicalCodes(lengths)

  writer.push(dynamicBlock << 1, 3)
  writer.push(literalLengths.length - 257, 5)
  writer.push(distanceLengths.length - 1, 5)
  writer.push(orderOfLengths.length - 4, 4)
  for (const symbol of orderOfLengths) writer.push(lengths[symbol]!, 3)
  for (const { symbol, extra, extraBits } of runs) {
    writer.push(codes[symbol]!, lengths[symbol]!)
    writer.push(extra, extraBits)
  }
}

function runsOf(lengths: readonly number[]): LengthRun[] {
  const runs: LengthRun[] = []
  for (let at = 0; at < lengths.length;) {
    const length = lengths[at]!
    let end = at + 1
    while (lengths[end] === length) end++
    if (length > 0) runs.push({ symbol: length, extra: 0, extraBits: 0 })
    pushRepeats(runs, length, end - at - (length > 0 ? 1 : 0))
    at = end
  }
  return runs
}

function pushRepeats(runs: LengthRun[], length: number, count: number): void {
  let left = count
  while (left >= 3) {
    const longest = length > 0 ? 6 : 138
    const taken = Math.min(left, longest)
    if (length > 0) runs.push({ symbol: 16, extra: taken - 3, extraBits: 2 })
    else if (taken <= 10) runs.push({ symbol: 17, extra: taken - 3, extraBits: 3 })
    else runs.push({ symbol: 18, extra: taken - 11, extraBits: 7 })
    left -= taken
  }
  for (; left > 0; left--) runs.push({ symbol: length, extra: 0, extraBits: 0 })
}
