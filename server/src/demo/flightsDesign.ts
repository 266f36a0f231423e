import type { Worksheet } from 'exceljs'
import type { ExportedRows, Figure, WorkbookDesign } from '../index.ts'
import { flightsWords, monthName, type FlightsWord, type WordsOfFlights } from './flightsWords.ts'

const slate = 'FF334155'
const white = 'FFFFFFFF'
const barColour = 'FF60A5FA'

/** Minutes; a flight is on time when it is less than 15 late (US Department of Transportation). */
const delayBounds = [0, 15, 30, 60, 120, 240]

/** The year of all flights, up to its last month with any. */
const year = 2001
const monthCount = 7

/** The flights' workbook: delays by colour, and a sheet that sums them up. */
export const designFlights: WorkbookDesign = (workbook, sheet, rows) => {
  rows.asTable({ name: 'Flights', style: 'TableStyleLight1' })
  if (rows.has('delay')) colourDelays(sheet, rows.range('delay'))
  const words = flightsWords(rows.locale)
  const summary = workbook.addWorksheet(words('summary'), { views: [{ showGridLines: false }] })
  summary.columns = [{ width: 26 }, { width: 16 }, { width: 10 }]
  summary.pageSetup.fitToPage = true
  const page = new SummaryPage(summary, rows, words)
  page.title('title')
  page.lines([['flights', '#,##0', { measure: 'rows' }]])
  if (rows.has('date')) page.lines(departureLines(rows.locale))
  if (rows.has('delay')) page.lines(delayLines)
  if (rows.has('distance')) page.lines(distanceLines)
  if (rows.has('delay')) page.distribution('delay', 'delay', delayRanges(words))
  if (rows.has('date')) page.distribution('month', 'date', monthRanges(rows.locale))
}

/** Fixed colours for fixed minutes, so that two files compare: ahead of time, on time, late. */
function colourDelays(sheet: Worksheet, range: string): void {
  sheet.addConditionalFormatting({
    ref: range,
    rules: [
      {
        type: 'colorScale',
        priority: 1,
        cfvo: [
          { type: 'num', value: -30 },
          { type: 'num', value: 0 },
          { type: 'num', value: 120 },
        ],
        color: [{ argb: 'FF86EFAC' }, { argb: white }, { argb: 'FFF87171' }],
      },
    ],
  })
}

type Line = readonly [label: FlightsWord, format: string, figure: Figure]

function departureLines(locale: string | undefined): readonly Line[] {
  // Excel shows its format 22, which exceljs knows by this code, as the reader's own settings say.
  const format = locale === undefined ? 'yyyy-mm-dd hh:mm' : 'm/d/yy "h":mm'
  return [
    ['firstDeparture', format, { measure: 'min', column: 'date' }],
    ['lastDeparture', format, { measure: 'max', column: 'date' }],
  ]
}

const delayLines: readonly Line[] = [
  ['onTime', '0.0%', { measure: 'share', column: 'delay', until: 15 }],
  ['averageDelay', '0.0" min"', { measure: 'average', column: 'delay' }],
  ['longestDelay', '#,##0" min"', { measure: 'max', column: 'delay' }],
]

const distanceLines: readonly Line[] = [
  ['distanceFlown', '#,##0" mi"', { measure: 'sum', column: 'distance' }],
  ['averageDistance', '#,##0" mi"', { measure: 'average', column: 'distance' }],
]

/** A row of a distribution; `from` is inclusive, `until` exclusive. */
interface Range {
  readonly label: string
  readonly from?: number
  readonly until?: number
}

function delayRanges(words: WordsOfFlights): Range[] {
  const first = delayBounds[0]!
  const last = delayBounds.at(-1)!
  const between = delayBounds.slice(1).map((until, index) => {
    const from = delayBounds[index]!
    const label = words('between')
      .replace('{from}', `${from}`)
      .replace('{until}', `${until - 1}`)
    return { label, from, until }
  })
  return [
    { label: words('aheadOfTime'), until: first },
    ...between,
    { label: words('more').replace('{from}', `${last}`), from: last },
  ]
}

function monthRanges(locale: string | undefined): Range[] {
  return Array.from({ length: monthCount }, (_, month) => {
    const from = Date.UTC(year, month)
    return { label: monthName(from, locale), from, until: Date.UTC(year, month + 1) }
  })
}

/** Writes a sheet from top to bottom. */
class SummaryPage {
  readonly #sheet: Worksheet
  readonly #rows: ExportedRows
  readonly #words: WordsOfFlights
  #row = 1

  constructor(sheet: Worksheet, rows: ExportedRows, words: WordsOfFlights) {
    this.#sheet = sheet
    this.#rows = rows
    this.#words = words
  }

  title(word: FlightsWord): void {
    const cell = this.#sheet.getCell(this.#row, 1)
    cell.value = this.#words(word)
    cell.font = { name: 'Calibri', size: 16, bold: true, color: { argb: slate } }
    this.#row += 2
  }

  lines(lines: readonly Line[]): void {
    for (const [word, format, figure] of lines) {
      this.#sheet.getCell(this.#row, 1).value = this.#words(word)
      this.#show(2, format, figure)
      this.#row += 1
    }
  }

  /** How many values lie in each range and their share, with bars. */
  distribution(word: FlightsWord, column: string, ranges: readonly Range[]): void {
    this.#row += 1
    this.#header([word, 'flights', 'share'])
    const first = this.#row
    for (const { label: name, ...range } of ranges) {
      this.#sheet.getCell(this.#row, 1).value = name
      this.#show(2, '#,##0', { measure: 'count', column, ...range })
      this.#show(3, '0.0%', { measure: 'share', column, ...range })
      this.#row += 1
    }
    this.#bars(`B${first}:B${this.#row - 1}`)
  }

  #header(labels: readonly FlightsWord[]): void {
    for (const [index, label] of labels.entries()) {
      const cell = this.#sheet.getCell(this.#row, index + 1)
      cell.value = this.#words(label)
      cell.font = { name: 'Calibri', size: 11, bold: true, color: { argb: white } }
      cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: slate } }
      cell.alignment = { horizontal: index === 0 ? 'left' : 'right' }
    }
    this.#row += 1
  }

  #show(column: number, format: string, figure: Figure): void {
    const cell = this.#sheet.getCell(this.#row, column)
    cell.numFmt = format
    this.#rows.show(cell, figure)
  }

  #bars(range: string): void {
    // The colour is missing from exceljs's type of this rule; Excel does not open a bar without.
    const bar = {
      type: 'dataBar' as const,
      priority: 1,
      gradient: false,
      cfvo: [{ type: 'num' as const, value: 0 }, { type: 'max' as const }],
      color: { argb: barColour },
    }
    this.#sheet.addConditionalFormatting({ ref: range, rules: [bar] })
  }
}
