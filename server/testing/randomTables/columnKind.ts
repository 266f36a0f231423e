import type { ColumnType } from '@coatcheck/shared'
import type { Random } from '../../src/formats/testing/random.ts'
import { randomText } from '../../src/formats/testing/randomText.ts'

/** A type of a database: how to write values of it, and as which column a report describes it. */
export interface ColumnKind {
  /** As SQL declares it. */
  readonly sqlType: string
  readonly columnType: ColumnType
  /** SQL for a random value of the type; never NULL. */
  readonly value: () => string
  /** False where the database itself has no order for the type. */
  readonly isSortable?: false
}

/** Makes a kind whose details, such as the scale of a decimal, are random too. */
export type RandomKind = (random: Random) => ColumnKind

/** A text as a literal. */
export function textSql(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

export function cast(text: string, sqlType: string): string {
  return `CAST(${textSql(text)} AS ${sqlType})`
}

/** A text that UTF-8 can hold. */
export function wholeText(random: Random): string {
  return Buffer.from(random.chance(0.3) ? random.pick(words) : randomText(random)).toString()
}

/** Repeated values, texts that look like others, and texts around which readers trim. */
const words = [
  ...['Köln', 'köln', 'Zürich', '名前', 'a', 'B', '10', '9', '1.234', '1,5', 'true', 'NULL', 'NaN'],
  ...['2001-01-31', '31.01.2001', ' x', 'x ', 'https://a.example/', 'a;b', "it's", '"', '\\', '-'],
]

/** As digits, most often near an edge. */
export function wholeNumber(random: Random, min: bigint, max: bigint): string {
  const edges = [min, max, min + 1n, max - 1n, 0n, 1n, -1n, 9n, 10n]
  const wide = [999_999_999_999_999n, 10n ** 15n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n]
  const small = BigInt(random.integer(-10_000, 10_000))
  const chosen = random.chance(0.5) ? small : random.pick([...edges, ...wide, manyDigits(random)])
  if (chosen >= min && chosen <= max) return String(chosen)
  return String(min + ((chosen < 0n ? -chosen : chosen) % (max - min + 1n)))
}

/** Up to 38 digits. */
export function manyDigits(random: Random): bigint {
  const digits = Array.from({ length: random.integer(1, 38) }, () => random.integer(0, 9)).join('')
  return BigInt(digits) * (random.chance(0.5) ? 1n : -1n)
}

/** Digits of a decimal that has so many of them. */
export function decimal(random: Random, width: number, scale: number): string {
  const length = random.chance(0.3) ? width : random.integer(1, width)
  const digits = Array.from({ length }, () => random.integer(0, random.chance(0.2) ? 0 : 9))
  const text = digits.join('').padStart(scale + 1, '0')
  const point = text.length - scale
  const unsigned = scale === 0 ? text : `${text.slice(0, point)}.${text.slice(point)}`
  return random.chance(0.4) ? `-${unsigned}` : unsigned
}

const doubles = [0, -0, Infinity, -Infinity, NaN, 5e-324, 1.5, 0.1, 0.1 + 0.2, 1e21, 1e-7, 2 ** 53]
const widestDoubles = [Number.MAX_VALUE, -Number.MAX_VALUE, 2.225e-308, 123_456_789_012_345.67]

export function double(random: Random): number {
  if (random.chance(0.3)) return random.pick([...doubles, ...widestDoubles])
  if (random.chance(0.4)) return random.integer(-100_000, 100_000) / 100
  const bits = new DataView(new ArrayBuffer(8))
  bits.setUint32(0, random.integer(0, 2 ** 32 - 1))
  bits.setUint32(4, random.integer(0, 2 ** 32 - 1))
  return bits.getFloat64(0)
}

/** Days since 1970 at which something changes: Excel's calendar, year 10000, year 1, leap days. */
const edgeDays = [-25_569, -25_568, -25_509, -25_508, 0, 2_932_896, 2_932_897, -719_162, -719_528]

/** @param range the first and last day that the database knows, since 1970 */
export function day(random: Random, [first, last]: readonly [number, number]): number {
  if (random.chance(0.7)) return random.integer(-25_600, 40_000)
  if (random.chance(0.8)) return random.pick(edgeDays) + random.integer(-2, 2)
  return random.chance(0.3) ? random.pick([first, last]) : random.integer(first, last)
}

export function clock(random: Random, unitUs: number): string {
  const us = random.chance(0.3) ? 0 : random.integer(0, 86_400_000_000 / unitUs - 1) * unitUs
  const time = new Date(Math.floor(us / 1000)).toISOString().slice(11, 19)
  const fraction = us % 1_000_000
  return fraction === 0 ? time : `${time}.${String(fraction).padStart(6, '0')}`
}

export function hex(random: Random, bytesMax: number): string {
  const length = random.integer(0, bytesMax)
  return Array.from({ length }, () => random.integer(0, 255).toString(16).padStart(2, '0')).join('')
}

export function uuid(random: Random): string {
  const digits = Array.from({ length: 32 }, () => random.integer(0, 15).toString(16)).join('')
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
