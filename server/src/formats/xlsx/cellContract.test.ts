import { dayMs, type ColumnType } from '@coatcheck/shared'
import { describe, expect, test } from 'vitest'
import { packSheet } from '../testing/packedSheet.ts'
import { ceilSerial } from '../testing/ceilSerial.ts'
import { Random } from '../testing/random.ts'
import { columnOf, tableOf } from '../testing/randomTable.ts'
import type { SourceValue } from '../testing/expectedCell.ts'
import { deflateRowAware } from './rowAwareSheet.ts'

/** The cell of a value, without reference and style; '' when there is no cell. */
async function cellOf(type: ColumnType, value: SourceValue, timeZone = 'UTC'): Promise<string> {
  const xml = await sheetXml(type, value, timeZone)
  const cell = /<c r="A2" s="\d+"(.*)<\/c>/s.exec(xml)?.[1] ?? ''
  return cell.replace(/^ t="inlineStr"><is><t xml:space="preserve">(.*)<\/t><\/is>$/s, 'text $1')
}

async function styleOf(type: ColumnType, value: SourceValue): Promise<'own' | 'quoted'> {
  const xml = await sheetXml(type, value, 'UTC')
  return xml.includes('<c r="A2" s="0"') ? 'own' : 'quoted'
}

async function sheetXml(type: ColumnType, value: SourceValue, timeZone: string): Promise<string> {
  const table = tableOf([columnOf(type)], [[value]], { random: new Random(1), timeZone })
  // No shared strings, so that texts are in their cells.
  const { xml } = await packSheet(deflateRowAware, { table, strings: { textsMax: 0 } })
  return xml.toString('utf8')
}

const number = (value: number | string) => `><v>${value}</v>`

describe('numbers', () => {
  test.each<[ColumnType, SourceValue, string]>([
    ['integer', 0, number(0)],
    ['integer', -1, number(-1)],
    ['integer', 999_999_999_999_999, number('999999999999999')],
    ['integer', -999_999_999_999_999, number('-999999999999999')],
    ['integer', 1_000_000_000_000_000, 'text 1000000000000000'],
    ['integer', 2 ** 60, 'text 1152921504606846976'],
    ['integer', 9_223_372_036_854_775_807n, 'text 9223372036854775807'],
    ['integer', -9_223_372_036_854_775_808n, 'text -9223372036854775808'],
    ['integer', 999_999_999_999_999n, number('999999999999999')],
    ['number', 0.1 + 0.2, number('0.30000000000000004')],
    ['number', -0, number(0)],
    ['number', 1e21, number('1e+21')],
    ['number', -1.5e-7, number('-1.5e-7')],
    ['number', Number.NaN, ''],
    ['number', Infinity, ''],
    ['number', -Infinity, ''],
    ['decimal', '12345678901234567890.12', 'text 12345678901234567890.12'],
    ['decimal', '-0.10', number('-0.1')],
    ['decimal', '0.00', number(0)],
    ['decimal', '-0.00', number(0)],
    ['decimal', '1234567890123.45', number('1234567890123.45')],
    ['decimal', '1234567890123.450000', number('1234567890123.45')],
    ['decimal', '12345678901234.56', 'text 12345678901234.56'],
    ['decimal', '999999999999999', number('999999999999999')],
    ['decimal', '1000000000000000', 'text 1000000000000000'],
    ['decimal', '0.000000123456789012345', number('1.23456789012345e-7')],
    ['decimal', 'NaN', 'text NaN'],
    ['boolean', 1, ' t="b"><v>1</v>'],
    ['boolean', 0, ' t="b"><v>0</v>'],
  ])('%s %s', async (type, value, cell) => {
    expect(await cellOf(type, value)).toBe(cell)
  })
})

const day = (iso: string) => Date.parse(`${iso}T00:00Z`) / dayMs
const utc = (iso: string) => Date.parse(`${iso}Z`)

describe('days and wall clocks', () => {
  test.each<[ColumnType, SourceValue, string]>([
    ['date', day('2001-01-31'), number(36_922)],
    ['date', day('1900-03-01'), number(61)],
    ['date', day('1900-02-28'), 'text 1900-02-28'],
    ['date', day('1899-12-31'), 'text 1899-12-31'],
    ['date', day('0001-01-01'), 'text 0001-01-01'],
    ['date', day('9999-12-31'), number(2_958_465)],
    ['date', day('9999-12-31') + 1, 'text +010000-01-01'],
    ['date', 2e8, 'text +549551-05-28'],
    ['datetime', utc('2001-01-31T06:00'), number(36_922.25)],
    ['datetime', utc('1900-02-28T23:59:59.999'), 'text 1900-02-28T23:59:59.999'],
    ['datetime', utc('9999-12-31T12:00'), number(2_958_465.5)],
    ['datetime', Number.NaN, ''],
  ])('%s %s', async (type, value, cell) => {
    expect(await cellOf(type, value)).toBe(cell)
  })
})

/** Serial of a wall clock of 2001. */
const serial = (iso: string) => number(ceilSerial(utc(iso)))

describe('points in time show the wall clock of the zone', () => {
  test.each([
    ['UTC', '2001-03-25T01:00', serial('2001-03-25T01:00')],
    ['Europe/Berlin', '2001-03-25T00:59:59', serial('2001-03-25T01:59:59')],
    ['Europe/Berlin', '2001-03-25T01:00', serial('2001-03-25T03:00')],
    ['Europe/Berlin', '2001-10-28T00:30', serial('2001-10-28T02:30')],
    ['Europe/Berlin', '2001-10-28T01:30', serial('2001-10-28T02:30')],
    ['America/New_York', '2001-04-01T06:59', serial('2001-04-01T01:59')],
    ['America/New_York', '2001-04-01T07:00', serial('2001-04-01T03:00')],
    ['Asia/Kolkata', '2001-01-01T00:00', serial('2001-01-01T05:30')],
    ['Pacific/Apia', '2011-12-30T09:59', serial('2011-12-29T23:59')],
    ['Pacific/Apia', '2011-12-30T10:00', serial('2011-12-31T00:00')],
    ['Europe/Berlin', '1890-01-01T00:00', 'text 1890-01-01T00:53:28+00:53:28'],
  ])('in %s at %s UTC', async (timeZone, iso, cell) => {
    expect(await cellOf('instant', utc(iso), timeZone)).toBe(cell)
  })
})

describe('texts', () => {
  test.each([
    ['\u0008', 'text _x0008_'],
    ['_x0041_', 'text _x005F_x0041_'],
    ['_x0041', 'text _x0041'],
    ['_x004\u0008', 'text _x004_x0008_'],
    ['a\rb\nc\td', 'text a_x000D_b\nc\td'],
    ['\ud800x\udc00', 'text \ufffdx\ufffd'],
    ['\u{1f600}', 'text \u{1f600}'],
    ['\ufffe\uffff', 'text _xFFFE__xFFFF_'],
    ['  both ends  ', 'text   both ends  '],
    ['<&>"\'', 'text &lt;&amp;&gt;"\''],
    ['', ''],
    [null, ''],
  ])('%j', async (text, cell) => {
    expect(await cellOf('text', text)).toBe(cell)
  })

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t1', '\r1'])(
    '%j is marked as text',
    async (text) => {
      expect(await styleOf('text', text)).toBe('quoted')
    },
  )

  test.each(['1+1', ' =1', "'=1", '–1', '＝1'])('%j needs no mark', async (text) => {
    expect(await styleOf('text', text)).toBe('own')
  })

  test('of 32,767 characters fill a cell; longer ones end in an ellipsis', async () => {
    expect(await cellOf('text', 'x'.repeat(32_767))).toBe(`text ${'x'.repeat(32_767)}`)
    expect(await cellOf('text', 'x'.repeat(32_768))).toBe(`text ${'x'.repeat(32_766)}…`)
  })

  test('are not cut in the middle of a pair of surrogates', async () => {
    const text = `${'x'.repeat(32_765)}\u{1f600}yz`
    expect(await cellOf('text', text)).toBe(`text ${'x'.repeat(32_765)}…`)
  })
})

describe('links', () => {
  test.each([
    ['https://a.example/', 'own'],
    ['javascript:alert(1)', 'quoted'],
    ['=HYPERLINK("https://a.example/")', 'quoted'],
  ])('%s has its style %s', async (text, style) => {
    expect(await styleOf('link', text)).toBe(style)
  })
})
