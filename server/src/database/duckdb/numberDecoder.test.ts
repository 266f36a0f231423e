import { expect, test } from 'vitest'
import { Random } from '../../formats/testing/random.ts'
import { decimalText } from './decimalText.ts'
import { numberDecoder } from './numberDecoder.ts'

/** The largest absolute unscaled value of each width. */
const unscaledMax = { 2: 10 ** 4, 4: 10 ** 9, 8: 10 ** 18 } as const

test.each([2, 4, 8] as const)('decimals of %i bytes become the nearest doubles', (bytes) => {
  const random = new Random(bytes)
  const digitsMax = String(unscaledMax[bytes]).length - 1
  for (let scale = 0; scale <= digitsMax; scale += 1) {
    const unscaled = Array.from({ length: 200 }, () => {
      const value = Math.trunc((random.unit() * 2 - 1) * unscaledMax[bytes])
      return BigInt(value) / 10n ** BigInt(random.integer(0, digitsMax - 1))
    })
    unscaled.push(0n, BigInt(unscaledMax[bytes] - 1), -BigInt(unscaledMax[bytes] - 1))
    const target = new Float64Array(unscaled.length)
    const decoder = numberDecoder('number', { kind: 'decimal', bytes, scale })
    decoder.decode(stored(unscaled, bytes), target)
    expect([...target]).toEqual(unscaled.map((value) => Number(decimalText(value, scale))))
  }
})

function stored(values: readonly bigint[], bytes: 2 | 4 | 8): Uint8Array {
  const data = Buffer.alloc(values.length * bytes)
  for (const [row, value] of values.entries()) {
    if (bytes === 8) data.writeBigInt64LE(value, row * 8)
    else data.writeIntLE(Number(value), row * bytes, bytes)
  }
  return data
}
