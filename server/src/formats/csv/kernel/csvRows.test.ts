import { columnTypes, type CsvDialect } from '@coatcheck/shared'
import { expect, test } from 'vitest'
import { times } from '../../../../testing/soak.ts'
import { encodeOptions, encodeToFile } from '../../testing/encodedFile.ts'
import { Random } from '../../testing/random.ts'
import { randomTable, type Table } from '../../testing/randomTable.ts'
import { firstDifference, sheetOf } from '../../testing/samePlainSheet.ts'
import { createCsvEncoder, csvEncoder } from '../csvEncoder.ts'

const plainEncoder = createCsvEncoder({ isPlain: true })

const dialects: readonly (readonly [CsvDialect, string | undefined])[] = [
  ['rfc4180', undefined],
  ['rfc4180', 'de-DE'],
  ['excel', 'de-DE'],
  ['excel', 'en-US'],
  ['excel', 'ja-JP'],
  ['excel', 'ru-RU'],
  ['excel', 'de-CH'],
  ['excel', 'tr-TR'],
]

/** Writes the table in each dialect with the kernel and with the plain writer. */
async function expectSameAsPlain(table: Table): Promise<void> {
  for (const [csvDialect, locale] of dialects) {
    const options = { ...table, csvDialect, locale }
    const { bytes, result } = await encodeToFile(csvEncoder, table.batches, options)
    const plain = await encodeToFile(plainEncoder, table.batches, options)
    expect(firstDifference(bytes, plain.bytes)).toBeNull()
    expect(result).toEqual(plain.result)
  }
}

const seeds = Array.from({ length: times(3, 12) }, (_, seed) => seed)
test.each(seeds)('random table %i', async (seed) => {
  const random = new Random(3_000 + seed)
  const rowCount = random.pick([1, 40, 700, 1_500])
  const columnCount = random.pick([1, 2, columnTypes.length, 30])
  await expectSameAsPlain(randomTable(seed, { rowCount, columnCount }))
})

test('a table after one of another shape whose file was given up', async () => {
  const givenUp = randomTable(90, { rowCount: 1_500, columnCount: 30 })
  const options = { ...encodeOptions(givenUp), csvDialect: 'excel', locale: 'ja-JP' } as const
  const batches = (async function* () {
    yield* givenUp.batches
  })()
  const encoding = csvEncoder.encode(batches, options)
  await encoding.next()
  await encoding.return({ rowCount: 0, cutTextCount: 0, textNumberCount: 0 })
  await expectSameAsPlain(randomTable(91, { rowCount: 700, columnCount: 2 }))
})

/** Pieces that quotes, guards and Excel's own readings depend on. */
const pieces = [
  ...['=', '+', '-', '@', '\0', "'", '"', ',', ';', '\t', '\r', '\n', ' ', '#', '!', '|', '.', ':'],
  ...['\u{ff1d}', '\u{ff0b}', '\u{ff20}', '\u{a0}', '\u{3000}', '\u{2028}', '\u{feff}', '\v', '\f'],
  ...[
    '1',
    '12',
    '2001',
    '٣',
    '１',
    'a',
    'x',
    'e',
    'am',
    'PM',
    'Jan',
    'märz',
    'März',
    'janvier',
    '年',
  ],
  ...['WAHR', 'FALSCH', 'true', 'yes', 'ИСТИНА', 'doğru', 'DOĞRU', 'ı', 'İ', 'kr', 'eur', '€'],
  ...['é', 'ü', '漢', '\u{1f600}', '\ufffe', 'Donnerstag', 'abcdefghijklm', '/', '%', '(', ')'],
]

test('texts of all pieces that matter, at all places', { timeout: 60_000 }, async () => {
  const random = new Random(77)
  const text = () =>
    Array.from({ length: random.integer(0, 6) }, () => random.pick(pieces)).join('') +
    (random.chance(0.1)
      ? 'long enough to be more than one vector'.repeat(random.integer(1, 3))
      : '')
  await expectSameAsPlain(sheetOf(['text', 'link', 'text', 'decimal'], times(4_000, 12_000), text))
})

test('numbers and times of all sizes', async () => {
  const random = new Random(78)
  const decimal = () =>
    [
      random.pick(['', '-', '+']),
      random.integer(0, 10 ** random.integer(0, 12)),
      random.pick(['', '.', '.5', `.${random.integer(0, 1e9)}`, '.000', '.1234567890123456', 'e5']),
    ].join('')
  const number = () =>
    random.pick([1, -1]) * random.integer(0, 2 ** 31) * 10 ** random.integer(-20, 16)
  const day = () => random.integer(-1_000_000, 4_000_000)
  const time = () => random.pick([day() * 86_400_000 + random.integer(0, 86_399_999), Infinity])
  await expectSameAsPlain(
    sheetOf(
      ['number', 'integer', 'date', 'datetime', 'instant', 'decimal', 'boolean'],
      times(2_500, 5_000),
      (row, column) => {
        if (row % 19 === column) return null
        if (column < 2) return column === 0 ? number() : Math.round(number())
        if (column === 2) return random.chance(0.01) ? 0x7fff_ffff : day()
        if (column < 5) return time()
        return column === 5 ? decimal() : random.integer(0, 1)
      },
      'Africa/Monrovia',
    ),
  )
})

test('bytes that are not UTF-8 become U+FFFD', async () => {
  const hostile = ['ff', 'c3', 'c3c3a9', 'eda080', 'f5808080', 'e28080ff', '61c0af62', 'f09f98']
  const texts = hostile.flatMap((hex) => [hex, `2c${hex}`, `${hex}22`, `2d${hex}`])
  const all = texts.map((hex) => Buffer.from(hex, 'hex'))
  const starts = Int32Array.from(all, (_, row) =>
    all.slice(0, row).reduce((sum, { length }) => sum + length, 0),
  )
  const vector = {
    kind: 'bytes',
    bytes: Buffer.concat(all),
    starts,
    lengths: Int32Array.from(all, ({ length }) => length),
  } as const
  const table = {
    ...sheetOf(['text'], 1, () => ''),
    batches: [{ rowCount: all.length, vectors: [vector] }],
  }
  await expectSameAsPlain(table)
  const { bytes } = await encodeToFile(csvEncoder, table.batches, table)
  expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).not.toThrow()
})
