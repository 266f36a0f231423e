import { dayMs, excelEpochSerial } from '@coatcheck/shared'
import { read, utils } from 'xlsx'

export type Cell = string | number | boolean | null

/** No texts beside the values that are compared: they would take most of the time. */
const valuesOnly = { dense: true, cellText: false, cellHTML: false } as const

/** The fields of a CSV text, read by SheetJS. */
export function csvRows(text: string, delimiter = ','): Cell[][] {
  const book = read(text.replace(/^\uFEFF/, ''), {
    ...valuesOnly,
    type: 'string',
    raw: true,
    FS: delimiter,
  })
  return rowsOf(book.Sheets[book.SheetNames[0]!]!)
}

/** The first sheet of a workbook, read by SheetJS: times are serial numbers. */
export function sheetRows(file: Buffer): Cell[][] {
  const book = read(file, { ...valuesOnly, type: 'buffer' })
  return rowsOf(book.Sheets[book.SheetNames[0]!]!)
}

function rowsOf(sheet: ReturnType<typeof read>['Sheets'][string]): Cell[][] {
  return utils.sheet_to_json<Cell[]>(sheet, { header: 1, raw: true, defval: null, blankrows: true })
}

/** The first cells that differ from their source, as `row 2, column 3: 007 became 7`. */
export function differences(source: readonly Cell[][], copy: readonly Cell[][]): string[] {
  const found: string[] = []
  if (source.length !== copy.length) found.push(`${source.length} rows became ${copy.length}`)
  source.forEach((cells, row) => {
    cells.forEach((text, column) => {
      const value = copy[row]?.[column] ?? null
      if (!same(String(text ?? ''), value)) {
        found.push(`row ${row}, column ${column}: ${text} became ${String(value)}`)
      }
    })
  })
  return found.slice(0, 20)
}

/** Whether a cell keeps all information of its source's text. */
function same(text: string, value: Cell): boolean {
  if (value === null) return text === ''
  if (String(value) === text) return true
  if (/^(true|false)$/i.test(text)) return String(value) === text.toLowerCase()
  // Leading zeros would be lost.
  if (/^[-+]?0\d/.test(text)) return false
  if (text.trim() === text && text !== '' && Number(text) === Number(value)) return true
  const time = typeof value === 'number' ? serialMs(value) : epochMs(String(value))
  return Math.abs(epochMs(text) - time) < 1
}

function serialMs(serial: number): number {
  return (serial - excelEpochSerial) * dayMs
}

/** Also of `2012/01/01`, `01.02.2012` and `Jan 1 2012`. */
function epochMs(text: string): number {
  const iso = text.replace(/^(\d\d)\.(\d\d)\.(\d{4})/, '$3-$2-$1').replace(' ', 'T')
  const zoned = /(Z|[+-]\d\d:\d\d)$/.test(iso) ? iso : `${iso}Z`
  const ms = Date.parse(iso.includes('T') ? zoned : iso)
  return Number.isNaN(ms) ? Date.parse(`${text} UTC`) : ms
}
