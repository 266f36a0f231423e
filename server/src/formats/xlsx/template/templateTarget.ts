import type { WorkbookPackage } from '../workbookPackage.ts'
import { definedNamesIn } from '../workbookSheets.ts'
import { childNamed, elementsOf, textOf, unescapeXml } from '../xml.ts'
import { parseRange, type CellRange } from './cellRange.ts'
import { saveAgain } from './sheetCells.ts'

/** Where the rows of a template go. */
export interface TemplateTarget {
  readonly sheetName: string
  readonly sheetPath: string
  /** All of it: headings, data, totals. */
  readonly range: CellRange
  /** The Table; null for a range. */
  readonly table: { readonly path: string; readonly name: string } | null
  /** The defined name of the range; null for a Table or a plain range. */
  readonly definedName: string | null
}

export interface TemplateSheetPart {
  readonly name: string
  readonly path: string
}

/** The worksheets of a workbook, in order. */
export function worksheetsOf(parts: WorkbookPackage, workbookPath: string): TemplateSheetPart[] {
  const worksheets = new Set(parts.relatedOfKind(workbookPath, 'worksheet'))
  return elementsOf(childNamed(parts.tree(workbookPath), 'sheets')!)
    .map(({ attributes }) => ({
      name: unescapeXml(attributes.get('name')!),
      path: parts.related(workbookPath, attributes.get('r:id')!),
    }))
    .filter(({ path }) => worksheets.has(path) && parts.has(path))
}

/** @throws Error that names what there is, when there is no such Table, name or range */
export function findTarget(
  parts: WorkbookPackage,
  workbookPath: string,
  into: string,
): TemplateTarget {
  const sheets = worksheetsOf(parts, workbookPath)
  const tables = tablesOf(parts, sheets)
  const table = tables.find(({ table }) => sameName(table!.name, into))
  if (table) return table
  const names = namesOf(parts, workbookPath)
  const name = names.find((candidate) => sameName(candidate.name, into))
  const target = rangeTarget(sheets, name?.text ?? into)
  if (target) return { ...target, definedName: name?.name ?? null }
  if (name) throw new Error(`The name ${into} does not stand for one range of cells: ${name.text}`)
  throw new Error(
    `The file has no Table, name or range ${into}. ` +
      `${listed(
        'Tables',
        tables.map(({ table }) => table!.name),
      )} ` +
      `${listed(
        'Names',
        names.map((candidate) => candidate.name),
      )} ` +
      'A range is written like Data!B2:H20.',
  )
}

function tablesOf(parts: WorkbookPackage, sheets: readonly TemplateSheetPart[]): TemplateTarget[] {
  return sheets.flatMap((sheet) =>
    parts.relatedOfKind(sheet.path, 'table').map((path) => {
      const { attributes } = parts.tree(path)
      const name = unescapeXml(attributes.get('displayName') ?? attributes.get('name')!)
      const range = parseRange(attributes.get('ref') ?? '')
      if (!range) throw new Error(`The Table ${name} has no range. ${saveAgain}`)
      return {
        sheetName: sheet.name,
        sheetPath: sheet.path,
        range,
        table: { path, name },
        definedName: null,
      }
    }),
  )
}

function namesOf(parts: WorkbookPackage, workbookPath: string): { name: string; text: string }[] {
  return definedNamesIn(parts.tree(workbookPath)).map((definedName) => ({
    name: unescapeXml(definedName.attributes.get('name')!),
    text: textOf(definedName),
  }))
}

function rangeTarget(sheets: readonly TemplateSheetPart[], text: string): TemplateTarget | null {
  const mark = text.lastIndexOf('!')
  const range = parseRange(text.slice(mark + 1))
  if (mark < 0 || !range) return null
  const name = text
    .slice(0, mark)
    .replace(/^'(.*)'$/s, '$1')
    .replaceAll("''", "'")
  const sheet = sheets.find((candidate) => sameName(candidate.name, name))
  if (!sheet) return null
  return { sheetName: sheet.name, sheetPath: sheet.path, range, table: null, definedName: null }
}

function listed(what: string, names: readonly string[]): string {
  const shown = names.filter((name) => !name.startsWith('_xlnm.')).slice(0, 20)
  return shown.length === 0 ? `${what}: none.` : `${what}: ${shown.join(', ')}.`
}

/** Excel ignores case in names. */
export function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
