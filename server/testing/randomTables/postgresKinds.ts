import type { Random } from '../../src/formats/testing/random.ts'
import * as values from './columnKind.ts'
import { cast, textSql, type ColumnKind, type RandomKind } from './columnKind.ts'

/** What the types below need. */
export const postgresTypesSql = [
  'CREATE EXTENSION citext',
  `CREATE TYPE mood AS ENUM ('sad', 'glad', '=1+1', 'Grün', '10', '9')`,
  'CREATE DOMAIN percentage AS numeric(5, 2)',
  'CREATE TYPE pair AS (amount numeric, name text)',
]

/** From 4713 BC on. */
const days = [-2_440_000, 2_145_000_000] as const
const timestampDays = [-2_440_000, 106_700_000] as const

type Make = (random: Random) => string

/** A type of which each value is a literal with a cast. */
function simple(
  sqlType: string,
  columnType: ColumnKind['columnType'],
  make: Make,
  more: Partial<ColumnKind> = {},
): RandomKind {
  const value = (random: Random) => () => cast(make(random), sqlType)
  return (random) => ({ sqlType, columnType, value: value(random), ...more })
}

const unsortable = { isSortable: false } as const

/** Every type of docs/valueTypes.md. */
export const postgresKinds: readonly RandomKind[] = [
  simple('smallint', 'integer', (random) =>
    values.wholeNumber(random, -(2n ** 15n), 2n ** 15n - 1n),
  ),
  simple('integer', 'integer', (random) =>
    values.wholeNumber(random, -(2n ** 31n), 2n ** 31n - 1n),
  ),
  simple('bigint', 'integer', (random) => values.wholeNumber(random, -(2n ** 63n), 2n ** 63n - 1n)),
  simple('bigint', 'decimal', (random) => values.wholeNumber(random, -(2n ** 63n), 2n ** 63n - 1n)),
  numericKind,
  numericKind,
  simple('numeric', 'decimal', numeric),
  simple('numeric', 'number', numeric),
  simple('real', 'number', (random) => single(values.double(random))),
  simple('double precision', 'number', (random) => String(values.double(random))),
  simple('money', 'text', (random) => values.decimal(random, 9, 2)),
  simple('boolean', 'boolean', (random) => random.pick(['t', 'f'])),
  simple('text', 'text', text),
  simple('text', 'text', text),
  simple('varchar(5)', 'text', (random) => Array.from(text(random)).slice(0, 5).join('')),
  simple('char(4)', 'text', (random) => Array.from(text(random)).slice(0, 4).join('')),
  simple('citext', 'text', text),
  simple('mood', 'text', (random) => random.pick(['sad', 'glad', '=1+1', 'Grün', '10', '9'])),
  simple('percentage', 'decimal', (random) => values.decimal(random, 5, 2)),
  dateKind,
  timestampKind('timestamp', 'datetime'),
  timestampKind('timestamp', 'text'),
  timestampKind('timestamp(0)', 'datetime'),
  timestampKind('timestamptz', 'instant'),
  timestampKind('timestamptz', 'instant'),
  timestampKind('timestamptz', 'text'),
  simple('time', 'text', time),
  simple('timetz', 'text', (random) => `${time(random)}${random.pick(['+00', '+02', '-05:30'])}`),
  simple('interval', 'text', interval),
  simple('uuid', 'text', values.uuid),
  simple('bytea', 'text', (random) => `\\x${values.hex(random, 12)}`),
  simple('varbit', 'text', (random) => random.integer(0, 1000).toString(2)),
  simple('json', 'text', json, unsortable),
  simple('jsonb', 'text', json),
  simple('xml', 'text', (random) => `<a b="${random.integer(0, 9)}">x</a>`, unsortable),
  arrayKind('integer[]', (random) => String(random.integer(-999, 999))),
  arrayKind('float8[]', (random) => `'${values.double(random)}'::float8`),
  arrayKind('text[]', (random) => textSql(text(random))),
  arrayKind('date[]', (random) => date(random, [-800_000, 4_000_000])),
  arrayKind('jsonb[]', (random) => cast(json(random), 'jsonb')),
  (random) => ({
    sqlType: 'pair',
    columnType: 'text',
    value: () => `CAST(ROW(${cast(numeric(random), 'numeric')}, ${textSql(text(random))}) AS pair)`,
  }),
  simple('int4range', 'text', (random) => range(random.integer(-50, 50), random.integer(0, 9))),
  simple('numrange', 'text', (random) => range(random.integer(-50, 50) / 4, random.integer(0, 9))),
  simple('daterange', 'text', (random) => `[2001-01-0${random.integer(1, 9)},infinity)`),
  simple('int4multirange', 'text', (random) => `{${range(random.integer(-9, 9), 3)}, [50,60]}`),
  simple(
    'inet',
    'text',
    (random) => `192.168.${random.integer(0, 255)}.1/${random.integer(8, 32)}`,
  ),
  simple('macaddr', 'text', (random) => values.uuid(random).replaceAll('-', '').slice(0, 12)),
  simple('point', 'text', (random) => `(${random.integer(-9, 9)},0.5)`, unsortable),
  simple('tsvector', 'text', (random) => `'two':${random.integer(1, 99)} words`),
]

function numericKind(random: Random): ColumnKind {
  const width = random.integer(1, 60)
  const scale = random.integer(0, width)
  const sqlType = `numeric(${width},${scale})`
  const columnType = random.chance(0.3) ? 'number' : 'decimal'
  return simple(sqlType, columnType, () => values.decimal(random, width, scale))(random)
}

/** Without a scale, so that each value has its own. */
function numeric(random: Random): string {
  if (random.chance(0.15)) return random.pick(['NaN', 'Infinity', '-Infinity', '0', '0.00'])
  const width = random.integer(1, random.chance(0.2) ? 60 : 18)
  return values.decimal(random, width, random.integer(0, width))
}

function single(value: number): string {
  const nearest = Math.fround(value)
  const fits = !Number.isFinite(value) || (Number.isFinite(nearest) && nearest !== 0)
  return String(fits ? nearest : 1.5)
}

/** Without NUL, which Postgres does not have. */
function text(random: Random): string {
  return values.wholeText(random).replaceAll('\0', '')
}

function infinite(random: Random): string | undefined {
  return random.chance(0.05) ? random.pick(['infinity', '-infinity']) : undefined
}

function date(random: Random, range: readonly [number, number]): string {
  const end = infinite(random)
  if (end !== undefined) return `date '${end}'`
  return `(date '1970-01-01' + ${Math.max(range[0], values.day(random, range))})`
}

function dateKind(random: Random): ColumnKind {
  return { sqlType: 'date', columnType: 'date', value: () => date(random, days) }
}

function timestampKind(sqlType: string, columnType: ColumnKind['columnType']): RandomKind {
  return (random) => {
    const unitUs = random.pick([1_000_000, 1000, 1])
    const value = () => {
      const end = infinite(random)
      if (end !== undefined) return cast(end, sqlType)
      const chosen = values.day(random, timestampDays)
      const day = Math.min(timestampDays[1], Math.max(timestampDays[0], chosen))
      const at = `timestamp '1970-01-01' + make_interval(days => ${day})`
      return `CAST(${at} + interval '${values.clock(random, unitUs)}' AS ${sqlType})`
    }
    return { sqlType, columnType, value }
  }
}

function time(random: Random): string {
  return random.chance(0.05) ? '24:00:00' : values.clock(random, random.pick([1_000_000, 1]))
}

function interval(random: Random): string {
  const sign = random.pick(['', '-'])
  return `${random.integer(-30, 30)} months ${random.integer(-40, 40)} days ${sign}${time(random)}`
}

function json(random: Random): string {
  // \u0000 is no text of Postgres.
  const texts = () => text(random)
  return JSON.stringify(
    random.pick([
      1.5,
      null,
      true,
      texts(),
      [1, null, texts()],
      { [texts()]: 'x', b: { c: 1e300 } },
    ]),
  )
}

function arrayKind(sqlType: string, element: Make): RandomKind {
  return (random) => ({
    sqlType,
    columnType: 'text',
    value: () => {
      const elements = Array.from({ length: random.integer(0, 4) }, () =>
        random.chance(0.15) ? 'NULL' : element(random),
      )
      return `CAST(ARRAY[${elements.join(', ')}] AS ${sqlType})`
    },
  })
}

function range(from: number, length: number): string {
  return `[${from},${from + length})`
}
