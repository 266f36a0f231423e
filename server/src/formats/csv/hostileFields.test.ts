import type { ColumnType } from '@coatcheck/shared'
import { describe, expect, test } from 'vitest'
import { times } from '../../../testing/soak.ts'
import type { ColumnBatch } from '../../columnBatch.ts'
import { encodeToFile } from '../testing/encodedFile.ts'
import { Random } from '../testing/random.ts'
import { columnOf } from '../testing/randomTable.ts'
import { randomText } from '../testing/randomText.ts'
import { csvEncoder } from './csvEncoder.ts'
import { fieldsOf, isFormula } from './testing/spreadsheetFields.ts'

const batchRows = 5_000
/** With two hostile texts in each: a million of them in the long form. */
const rowCount = times(10_000, 500_000)

const pieces = [
  ...[
    '=',
    '+',
    '-',
    '@',
    '＝',
    '＋',
    '－',
    '＠',
    '\0',
    '\t',
    '\r',
    '\n',
    '\r\n',
    ';',
    ',',
    '"',
    "'",
  ],
  ...['""', '";', ';"', ';=1+1', '\t=1', '",=1', '";"=', "'=", ' ', 'x', '1', "=cmd|' /C calc'!A0"],
  ...['=HYPERLINK("http://a.example";"x")', '1+1', '\uFEFF', '\u2028', '\ud800'],
]

function hostileText(random: Random): string {
  if (random.chance(0.1)) return randomText(random).slice(0, 40)
  return Array.from({ length: random.integer(1, 7) }, () => random.pick(pieces)).join('')
}

/** The encoder's rows, and the same texts again from the same seed. */
function* batches(types: readonly ColumnType[], seed: number): Generator<ColumnBatch> {
  const random = new Random(seed)
  for (let from = 0; from < rowCount / 4; from += batchRows) {
    const vectors = types.map((type) => {
      if (type === 'text') {
        const values = Array.from({ length: batchRows }, () => hostileText(random))
        const codes = Int32Array.from(values.keys())
        return { kind: 'text', codes, dictionary: { values } } as const
      }
      const values = Float64Array.from({ length: batchRows }, () => random.integer(-9, 9) / 2)
      return { kind: 'number', values, nulls: null } as const
    })
    yield { rowCount: batchRows, vectors }
  }
}

const dialects = [
  {},
  { csvDialect: 'excel', locale: 'de' },
  { csvDialect: 'excel', locale: 'en' },
] as const

describe.each(dialects)('in the dialect %j', (dialect) => {
  const isExcel = 'csvDialect' in dialect
  const separator = isExcel && dialect.locale === 'de' ? ';' : ','

  test.each<{ types: ColumnType[] }>([
    { types: ['text', 'text'] },
    { types: ['number', 'text', 'number', 'text'] },
    { types: ['text', 'number', 'text'] },
    { types: ['date', 'text', 'text'] },
  ])(
    'no reader finds a formula in hostile texts, which can be restored: $types',
    { timeout: 1_800_000 },
    async ({ types }) => {
      const table = { columns: types.map((type, index) => columnOf(type, index)) }
      const options = { ...table, ...dialect }
      const { bytes } = await encodeToFile(csvEncoder, batches(types, 11), options)
      const csv = bytes.subarray(3).toString('utf8')
      for (const delimiters of [',', ';', '\t', ',;\t']) {
        for (const field of fieldsOf(csv, delimiters)) {
          if (isFormula(field)) expect.fail(`${delimiters}: ${JSON.stringify(field)}`)
        }
      }
      let place = 0
      const texts = originals(types)
      for (const field of fieldsOf(csv, separator)) {
        const column = place % types.length
        const isHeading = place < types.length
        place += 1
        if (isHeading || types[column] !== 'text') continue
        const { value } = texts.next()
        const text = isExcel ? withoutConstant(field) : field
        const restored = text === field ? unguarded(field, isExcel ? separator : ',') : text
        if (restored !== value) expect(restored).toBe(value)
      }
      expect(texts.next().done).toBe(true)
    },
  )
})

/** What a spreadsheet shows for the formula of a constant. */
function withoutConstant(field: string): string {
  const constant = /^="((?:[^"]|"")*)"$/s.exec(field)?.[1]
  return constant === undefined ? field : constant.replaceAll('""', '"')
}

/** As the documentation tells readers to do. */
function unguarded(field: string, separator: string): string {
  const places =
    separator === ','
      ? /(?<=[;\t\r\n])'(?=["']*[=+\-@＝＋－＠\0])/g
      : /(?<=[,\t\r\n])'(?=["']*[=+\-@＝＋－＠\0])/g
  return field.replace(/^'(?='*[=+\-@＝＋－＠\0\t\r\n])/, '').replace(places, '')
}

function* originals(types: readonly ColumnType[]): Generator<string, undefined> {
  for (const { rowCount: rows, vectors } of batches(types, 11)) {
    for (let row = 0; row < rows; row += 1) {
      for (const vector of vectors) {
        if (vector.kind === 'text') yield vector.dictionary.values[row]!.toWellFormed()
      }
    }
  }
}
