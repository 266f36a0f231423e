import type { Random } from '../../src/formats/testing/random.ts'
import * as values from './columnKind.ts'
import { cast, textSql, type ColumnKind, type RandomKind } from './columnKind.ts'

const integers: readonly (readonly [sqlType: string, bits: number, isSigned: boolean])[] = [
  ['TINYINT', 8, true],
  ['UTINYINT', 8, false],
  ['SMALLINT', 16, true],
  ['USMALLINT', 16, false],
  ['INTEGER', 32, true],
  ['UINTEGER', 32, false],
  ['BIGINT', 64, true],
  ['UBIGINT', 64, false],
  ['HUGEINT', 128, true],
  ['UHUGEINT', 128, false],
]

/** `infinity` is the last day that 32 bits can hold, so those of a date end before it. */
const days = [-2_147_483_646, 2_147_483_646] as const
/** Of a timestamp, whose microseconds have 64 bits. */
const timestampDays = [-106_751_990, 106_751_990] as const
/** Of one in nanoseconds: the years 1678 to 2261. */
const nanosecondDays = [-106_600, 106_600] as const

/** Those that a table and a Parquet file can have. */
const commonKinds: readonly RandomKind[] = [
  ...integers.map(([sqlType, bits, isSigned]): RandomKind => (random) => {
    const [min, max] = isSigned
      ? [-(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n]
      : [0n, 2n ** BigInt(bits) - 1n]
    const columnType = bits === 128 || sqlType === 'UBIGINT' ? 'decimal' : 'integer'
    return kind(sqlType, columnType, () => cast(values.wholeNumber(random, min, max), sqlType))
  }),
  (random) => kind('BIGNUM', 'decimal', () => cast(String(values.manyDigits(random)), 'BIGNUM')),
  decimalKind,
  decimalKind,
  (random) => kind('FLOAT', 'number', () => cast(float(values.double(random)), 'FLOAT')),
  (random) => kind('DOUBLE', 'number', () => cast(String(values.double(random)), 'DOUBLE')),
  (random) => kind('BOOLEAN', 'boolean', () => random.pick(['TRUE', 'FALSE'])),
  (random) => kind('VARCHAR', 'text', () => text(random)),
  (random) => kind('VARCHAR', 'text', () => text(random)),
  (random) => enumKind(random),
  (random) => kind('DATE', 'date', () => infinite(random, 'DATE') ?? date(random, days)),
  ...timestampKinds(),
  (random) => kind('TIME', 'text', () => cast(time(random), 'TIME')),
  (random) => kind('TIMETZ', 'text', () => cast(`${time(random)}${offset(random)}`, 'TIMETZ')),
  (random) => kind('UUID', 'text', () => cast(values.uuid(random), 'UUID')),
  (random) => kind('BLOB', 'text', () => `from_hex('${values.hex(random, 12)}')`),
  (random) => kind('BIT', 'text', () => cast(bits(random), 'BIT')),
  (random) => kind('JSON', 'text', () => cast(json(random), 'JSON')),
  ...nestedKinds(),
]

/** Every type of DuckDB that a table can have. */
export const duckDbKinds: readonly RandomKind[] = [
  ...commonKinds,
  (random) => kind('INTERVAL', 'text', () => interval(random, random.pick([1, -1]))),
]

/** Intervals of Parquet are not negative. */
export const parquetKinds: readonly RandomKind[] = [
  ...commonKinds,
  (random) => kind('INTERVAL', 'text', () => interval(random, 1)),
]

function kind(
  sqlType: string,
  columnType: ColumnKind['columnType'],
  value: () => string,
): ColumnKind {
  return { sqlType, columnType, value }
}

function decimalKind(random: Random): ColumnKind {
  const width = random.integer(1, 38)
  const scale = random.integer(0, width)
  const sqlType = `DECIMAL(${width},${scale})`
  const columnType = width <= 15 && random.chance(0.5) ? 'number' : 'decimal'
  return kind(sqlType, columnType, () => cast(values.decimal(random, width, scale), sqlType))
}

/** A literal cannot hold NUL. */
function text(random: Random): string {
  return values.wholeText(random).split('\0').map(textSql).join(' || chr(0) || ')
}

function enumKind(random: Random): ColumnKind {
  const labels = ['sad', 'glad', '=1+1', 'Grün', '10', '9', '-']
  const sqlType = `ENUM(${labels.map(textSql).join(', ')})`
  return kind(sqlType, 'text', () => cast(random.pick(labels), sqlType))
}

function infinite(random: Random, sqlType: string): string | undefined {
  return random.chance(0.05) ? cast(random.pick(['infinity', '-infinity']), sqlType) : undefined
}

function date(random: Random, range: readonly [number, number]): string {
  return `(DATE '1970-01-01' + CAST(${values.day(random, range)} AS INTEGER))`
}

function timestampKinds(): RandomKind[] {
  const types = [
    ['TIMESTAMP', 'datetime', timestampDays],
    ['TIMESTAMP_S', 'datetime', timestampDays],
    ['TIMESTAMP_MS', 'datetime', timestampDays],
    ['TIMESTAMP_NS', 'datetime', nanosecondDays],
    ['TIMESTAMP_NS', 'text', nanosecondDays],
    ['TIMESTAMP', 'text', timestampDays],
    ['TIMESTAMPTZ', 'instant', timestampDays],
    ['TIMESTAMPTZ', 'instant', timestampDays],
  ] as const
  return types.map(([sqlType, columnType, range]) => (random) => {
    const unitUs = random.pick([1_000_000, 1000, 1])
    // DuckDB cannot convert the infinity of a timestamp in seconds.
    const end = () => (sqlType === 'TIMESTAMP_S' ? undefined : infinite(random, sqlType))
    const value = () =>
      end() ?? `CAST(make_timestamp(${microseconds(random, range, unitUs)}) AS ${sqlType})`
    return kind(sqlType, columnType, value)
  })
}

function microseconds(random: Random, [first, last]: readonly [number, number], unitUs: number) {
  const chosen = Math.min(last, Math.max(first, values.day(random, [first, last])))
  const us = random.chance(0.3) ? 0 : random.integer(0, 86_400_000_000 / unitUs - 1) * unitUs
  return `${BigInt(chosen) * 86_400_000_000n + BigInt(us)}::BIGINT`
}

function time(random: Random): string {
  return random.chance(0.05) ? '24:00:00' : values.clock(random, random.pick([1_000_000, 1]))
}

function offset(random: Random): string {
  return random.pick(['+00', '+02', '-05:30', '+15:59:59', '-15:59'])
}

function interval(random: Random, sign: 1 | -1): string {
  const [months, days] = [random.integer(0, 30) * sign, random.integer(0, 40)]
  const us = random.integer(0, 200_000_000) * random.pick([1, 1000]) * sign
  return `(to_months(${months}) + to_days(${days}) + to_microseconds(${us}))`
}

function bits(random: Random): string {
  return Array.from({ length: random.integer(1, 20) }, () => random.integer(0, 1)).join('')
}

function json(random: Random): string {
  const texts = () => values.wholeText(random).replaceAll('\0', '')
  const value = random.pick([1.5, null, true, texts(), [1, null, texts()], { [texts()]: 'x' }])
  return JSON.stringify(value)
}

/** Lists, arrays, structs, maps and unions of other types, one in another. */
function nestedKinds(): RandomKind[] {
  const of = (
    sqlType: string,
    value: (random: Random, leaf: () => string) => string,
  ): RandomKind => {
    return (random) => {
      const leaf = () => (random.chance(0.15) ? 'NULL' : leafOf(sqlType, random))
      return kind(sqlType, 'text', () => `CAST(${value(random, leaf)} AS ${sqlType})`)
    }
  }
  const list = (random: Random, leaf: () => string) =>
    `[${Array.from({ length: random.integer(0, 4) }, leaf).join(', ')}]`
  return [
    of('INTEGER[]', list),
    of('DOUBLE[]', list),
    of('VARCHAR[]', list),
    of('DATE[]', list),
    of('DECIMAL(20,3)[]', list),
    of('INTEGER[][]', (random, leaf) => `[${list(random, leaf)}, NULL, ${list(random, leaf)}]`),
    of('INTEGER[3]', (_random, leaf) => `[${leaf()}, ${leaf()}, ${leaf()}]`),
    of('STRUCT(a VARCHAR, "b c" DOUBLE[])', (random, leaf) => {
      const numbers = list(random, () => cast(String(values.double(random)), 'DOUBLE'))
      return `{'a': ${leaf()}, 'b c': ${numbers}}`
    }),
    of('STRUCT("at" TIMESTAMP, id UUID, huge HUGEINT)', (random) => {
      const at = `make_timestamp(${microseconds(random, [-25_000, 40_000], 1)})`
      return `{'at': ${at}, 'id': ${cast(values.uuid(random), 'UUID')}, 'huge': ${values.manyDigits(random)}::HUGEINT}`
    }),
    of('MAP(VARCHAR, INTEGER)', (random) => `MAP {'a': ${random.integer(0, 9)}, 'b "c"': NULL}`),
    of('MAP(INTEGER, DOUBLE)', (random) => `MAP {${random.integer(0, 9)}: 'NaN'::DOUBLE}`),
    of('UNION(num DOUBLE, str VARCHAR)', (random, leaf) =>
      random.chance(0.5)
        ? `union_value(num := ${cast(String(values.double(random)), 'DOUBLE')})`
        : `union_value(str := ${leaf()}::VARCHAR)`,
    ),
  ]
}

function leafOf(sqlType: string, random: Random): string {
  if (sqlType.startsWith('INTEGER')) return String(random.integer(-1000, 1000))
  if (sqlType.startsWith('DOUBLE')) return cast(String(values.double(random)), 'DOUBLE')
  if (sqlType.startsWith('DATE')) return infinite(random, 'DATE') ?? date(random, [-800_000, 4e6])
  if (sqlType.startsWith('DECIMAL')) return cast(values.decimal(random, 20, 3), 'DECIMAL(20,3)')
  return text(random)
}

/** In the range of a single. */
function float(value: number): string {
  const single = Math.fround(value)
  return Number.isFinite(value) && !Number.isFinite(single) ? '3.4e38' : String(single)
}
