import { dayMs, type ColumnType } from '@coatcheck/shared'
import type { SourceValue } from './expectedCell.ts'
import type { Random } from './random.ts'
import { randomText } from './randomText.ts'

/** Days since 1970 at which something changes: 1900-03-01, year 10000, the ends of `Date`. */
const edgeDays = [-25_569, -25_568, -25_509, -25_508, 0, 2_932_896, 2_932_897, 1e8, -1e8]

/** Changes of daylight saving (UTC) in the zones of these tests, a lost day, a lost half hour. */
const edgeInstants = [
  Date.UTC(2001, 2, 25, 1),
  Date.UTC(2001, 9, 28, 1),
  Date.UTC(2001, 3, 1, 7),
  Date.UTC(2001, 9, 28, 6),
  Date.UTC(2011, 11, 30, 10),
  Date.UTC(2021, 3, 3, 15),
  Date.UTC(1893, 2, 31, 23, 6, 32),
  Date.UTC(1972, 0, 7, 0, 44, 30),
]

const edgeIntegers = [
  0,
  1,
  -1,
  9,
  10,
  99,
  100,
  999_999_999_999_999,
  -999_999_999_999_999,
  1e15,
  -1e15,
  2 ** 31,
  -(2 ** 31),
  2 ** 53,
  9e18,
]

const edgeNumbers = [
  0,
  -0,
  Number.NaN,
  Infinity,
  -Infinity,
  Number.MAX_VALUE,
  Number.MIN_VALUE,
  Number.EPSILON,
  1e21,
  1e-7,
  0.1 + 0.2,
  123_456_789_012_345.67,
  -1e300,
]

const edgeDecimals = [
  ...['0.00', '-0.00', '999999999999999', '1000000000000000', '1234567890123.45', '-0.000001'],
  ...['1234567890123.450000', '12345678901234.56', '0.100000000000000000000000001', 'NaN'],
]

const links = [
  'https://a.example/',
  'http://a.example/x?y=1&z="2"#f',
  'https://ä.example/ö',
  'javascript:alert(1)',
  'mailto:a@a.example',
  'http://',
  'https://user:secret@a.example/',
  `https://a.example/${'x'.repeat(3_000)}`,
]

/** A value of this type, most often near an edge; never null. */
export function randomValue(type: ColumnType, random: Random): SourceValue {
  switch (type) {
    case 'text':
      return randomText(random)
    case 'integer':
      return randomInteger(random)
    case 'number':
      return random.chance(0.4) ? random.pick(edgeNumbers) : randomDouble(random)
    case 'decimal':
      return randomDecimal(random)
    case 'boolean':
      return random.integer(0, 1)
    case 'date':
      if (random.chance(0.05)) return random.pick([2_147_483_647, -2_147_483_647])
      return random.pick(edgeDays) + random.integer(-2, 2) * random.integer(0, 1_000)
    case 'datetime':
      if (random.chance(0.05)) return random.pick([Infinity, -Infinity])
      return random.pick(edgeDays) * dayMs + random.integer(-dayMs * 3, dayMs * 3)
    case 'instant':
      if (random.chance(0.05)) return random.pick([Infinity, -Infinity])
      return random.chance(0.5)
        ? random.pick(edgeInstants) +
            random.integer(-2, 2) * random.pick([1, 500, 1_800_000, dayMs])
        : random.pick(edgeDays) * dayMs + random.integer(-dayMs * 3, dayMs * 3)
    case 'link':
      return random.chance(0.7) ? random.pick(links) : randomText(random)
  }
}

/** From one significant digit to nineteen, with and without a fraction. */
function randomDecimal(random: Random): string {
  if (random.chance(0.1)) return random.pick(edgeDecimals)
  const digits = String(random.integer(0, 10 ** random.integer(1, 15)))
  const fraction = random.chance(0.2)
    ? ''
    : `.${String(random.integer(0, 99)).padStart(random.integer(1, 4), '0')}`
  return `${random.pick(['', '-'])}${digits}${fraction}`
}

function randomInteger(random: Random): SourceValue {
  if (random.chance(0.4)) return random.pick(edgeIntegers)
  if (random.chance(0.2)) return random.integer(-(2 ** 53), 2 ** 53)
  if (random.chance(0.1)) return BigInt.asIntN(64, BigInt(random.integer(0, 2 ** 32)) ** 2n)
  return random.integer(-100_000, 100_000)
}

function randomDouble(random: Random): number {
  const bits = new DataView(new ArrayBuffer(8))
  bits.setUint32(0, random.integer(0, 2 ** 32 - 1))
  bits.setUint32(4, random.integer(0, 2 ** 32 - 1))
  return bits.getFloat64(0)
}
