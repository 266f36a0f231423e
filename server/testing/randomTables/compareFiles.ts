import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readers, type ReadCell } from '../../src/formats/testing/readers.ts'
import { readWithOpenpyxl } from '../../src/formats/testing/readWithOpenpyxl.ts'
import { convertFiles } from '../libreOffice.ts'
import { isExcelCell, isField } from './compareCsv.ts'
import { isOpenedCell, isOpenedField } from './compareLibreOffice.ts'
import { isCell } from './compareXlsx.ts'
import type { ExportedFile, FileForm } from './exportedFiles.ts'
import { libreOfficeCells } from './libreOfficeCells.ts'
import type { Expected } from './expectedValue.ts'
import { excelRegions, readAsExcel, type ExcelRegion } from './readAsExcel.ts'
import { readCsvFiles } from './readCsvFiles.ts'

/** The first difference of each file that has one. */
export type Differences = readonly string[]

/** Compares a cell, or a heading as a text. */
type Compare<Cell> = (value: Expected, cell: Cell, file: ExportedFile) => boolean

interface Reading<Cell> {
  readonly reader: string
  readonly rows: readonly (readonly (Cell | undefined)[] | undefined)[]
  readonly isSame: Compare<Cell | undefined>
}

export async function compareWithSheetReader(
  files: readonly ExportedFile[],
  reader: 'SheetJS' | 'hucre',
): Promise<Differences> {
  const found: string[] = []
  for (const file of files) {
    const [sheet] = await readers[reader]!(readFileSync(file.path))
    const isSame = sheetCompare(true)
    found.push(...differences<ReadCell>(file, { reader, rows: sheet!.rows, isSame }))
  }
  return found
}

export function compareWithOpenpyxl(files: readonly ExportedFile[]): Differences {
  const workbooks = readWithOpenpyxl(files.map(({ path }) => path))
  const isSame = sheetCompare(false)
  return files.flatMap((file, index) =>
    differences<ReadCell>(file, { reader: 'openpyxl', rows: workbooks[index]![0]!.rows, isSame }),
  )
}

/** @param files of one form */
export async function compareWithLibreOffice(
  files: readonly ExportedFile[],
  folder: string,
): Promise<Differences> {
  const [first] = files
  if (first === undefined) return []
  const output = join(folder, `libreOffice-${first.form}`)
  await mkdir(output, { recursive: true })
  const paths = files.map(({ path }) => path)
  const converted = await convertFiles(paths, {
    to: 'xlsx',
    folder: output,
    ...opening(first.form),
  })
  const found: string[] = []
  for (const [index, file] of files.entries()) {
    const rows = await libreOfficeCells(converted[index]!)
    const isSame = openedCompare(first.form)
    found.push(...differences<ReadCell>(file, { reader: 'LibreOffice', rows, isSame }))
  }
  return found
}

function opening(form: FileForm) {
  if (form === 'german') return { locale: 'de-DE', separator: ';' }
  return form === 'american' ? { locale: 'en-US', separator: ',' } : {}
}

export function compareWithPython(files: readonly ExportedFile[]): Differences {
  const tables = readCsvFiles(files.map(({ path }) => path))
  const isSame: Compare<string | undefined> = (value, field, { timeZone }) =>
    field !== undefined && isField(value, field, timeZone)
  return files.flatMap((file, index) =>
    differences(file, { reader: 'Python', rows: tables[index]!, isSame }),
  )
}

export function compareWithExcelRules(files: readonly ExportedFile[]): Differences {
  return files.flatMap((file) => {
    const region = regionOf(file.form)
    const { decimalMark } = region
    return differences(file, {
      reader: 'the rules of Excel',
      rows: readAsExcel(readFileSync(file.path), region),
      isSame: (value, cell, { timeZone }) =>
        cell !== undefined && isExcelCell(value, cell, { timeZone, decimalMark }),
    })
  })
}

function sheetCompare(decodes: boolean): Compare<ReadCell> {
  return (value, cell, { timeZone }) => isCell(value, cell, { timeZone, decodes })
}

function openedCompare(form: FileForm): Compare<ReadCell> {
  if (form === 'xlsx') return (value, cell, { timeZone }) => isOpenedCell(value, cell, timeZone)
  const { decimalMark } = regionOf(form)
  return (value, cell, { timeZone }) => isOpenedField(value, cell, { timeZone, decimalMark })
}

function regionOf(form: FileForm): ExcelRegion {
  return excelRegions[form === 'german' ? 'german' : 'american']
}

function differences<Cell>(
  file: ExportedFile,
  { reader, rows, isSame }: Reading<Cell>,
): Differences {
  const { form, table, variant, timeZone } = file
  const { columns } = table
  const labels = columns.map(({ label }): Expected => ({
    kind: 'text',
    text: form === 'german' ? label.replace(/^Column (?=\d+$)/, 'Spalte ') : label,
  }))
  const wanted = [labels, ...variant.places.map((place) => table.rows[place]!)]
  const where = `${nameOf(file)}, read by ${reader}`
  if (rows.length > wanted.length) return [`${where}: ${rows.length} rows, not ${wanted.length}`]
  for (const [row, values] of wanted.entries()) {
    const column = values.findIndex((value, index) => !isSame(value, rows[row]?.[index], file))
    if (column < 0) continue
    const [cell, value] = [rows[row]?.[column], values[column]].map((part) => JSON.stringify(part))
    return [`${where}: row ${row}, ${columns[column]!.id} (${timeZone}): ${cell}, not ${value}`]
  }
  return []
}

export function nameOf({ table, form, variant }: Omit<ExportedFile, 'path'>): string {
  const { filters, sort = [] } = variant
  const order = sort.map(({ column, direction }) => `${column} ${direction}`).join(', ')
  return `${table.name} as ${form}, ordered by ${order || 'nothing'}, filtered by ${JSON.stringify(filters)}`
}
