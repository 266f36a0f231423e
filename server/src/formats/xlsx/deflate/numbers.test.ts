import { expect, test } from 'vitest'
import { Random } from '../../testing/random.ts'
import { inflateRawSync } from 'node:zlib'
import { RowPieces } from './rowPieces.ts'
import { SegmentDeflater } from './segmentDeflater.ts'
import { cellBlockRows } from './limits.ts'
import { numberForm } from './cellXml.ts'

/** The numbers that the kernel writes itself, by index. */
function writtenBy(values: Float64Array): Map<number, string> {
  const pieces = new RowPieces({ letters: ['A'], formsMax: 6 })
  const deflater = new SegmentDeflater(pieces)
  const { cells } = deflater
  const form = numberForm(1, pieces)
  const left = new Set<number>()
  const chunks: Uint8Array[] = []
  for (let from = 0; from < values.length; from += cellBlockRows) {
    const until = Math.min(values.length, from + cellBlockRows)
    cells.clear()
    cells.input.numbers.set(values.subarray(from, until))
    for (const row of cells.input.fillDoubles({ from, until, at: 0 }, form)) {
      cells.setBlank(row)
      left.add(from + row)
    }
    deflater.writeRows(until - from, from + 1)
    const chunk = deflater.takeChunk()
    if (chunk) chunks.push(chunk)
  }
  deflater.finish({ isLast: true })
  chunks.push(deflater.takeChunk()!)
  const xml = inflateRawSync(Buffer.concat(chunks)).toString()
  const found = new Map<number, string>()
  for (const [, row, value] of xml.matchAll(/<c r="A(\d+)" s="1"><v>([^<]*)/g)) {
    found.set(Number(row) - 1, value!)
  }
  expect(found.size + left.size).toBe(values.length)
  return found
}

function expectDigits(values: Float64Array, leftMax: number): void {
  const found = writtenBy(values)
  const wrong = [...found].filter(([index, text]) => text !== String(values[index]))
  expect(wrong).toEqual([])
  expect(values.length - found.size).toBeLessThanOrEqual(leftMax)
}

test('doubles of all sizes have the digits that JavaScript writes', () => {
  const random = new Random(64)
  const bits = new DataView(new ArrayBuffer(8))
  const values = Float64Array.from({ length: 40_000 }, () => {
    // Exponents around the range of what people count and measure.
    const exponent = random.integer(1023 - 14, 1023 + 52)
    bits.setUint32(0, (random.integer(0, 1) << 31) | (exponent << 20) | random.integer(0, 0xf_ffff))
    bits.setUint32(4, random.integer(0, 2 ** 32 - 1))
    return bits.getFloat64(0)
  })
  expectDigits(values, 5_000)
})

test('decimals of any number of digits, too', () => {
  const random = new Random(65)
  const values = Float64Array.from({ length: 40_000 }, () =>
    Number(`${random.integer(-1e6, 1e6)}.${String(random.integer(0, 10 ** random.integer(1, 9)))}`),
  )
  expectDigits(values, 0)
})

test('serials of times, too', () => {
  const random = new Random(66)
  const values = Float64Array.from({ length: 40_000 }, () => random.integer(0, 4e12) / 86_400_000)
  expectDigits(values, 10)
})

test('numbers at the limits', () => {
  const values = [
    [0, -0, 1, -1, 9, 10, 0.1, 0.5, 0.001, 0.0001, 0.000001, 0.0000001, -0.000001, 1e14, 1e15],
    [999999999999999, 999999999999999.9, 99999999999999.98, 1e21, 5e-324, 1.7976931348623157e308],
    [
      NaN,
      Infinity,
      -Infinity,
      0.1 + 0.2,
      1 / 3,
      2 / 3,
      100 / 3,
      4503599627370495.5,
      0.30000000000000004,
    ],
    [
      25571.314814814814, 123456789012345.6, 12345678901234.56, 0.09999999999999999,
      0.9999999999999999,
    ],
  ].flat()
  expectDigits(Float64Array.from(values), values.length)
  expect(writtenBy(Float64Array.of(0.5, 1 / 3, -0, 45000.123456)).size).toBe(4)
})
