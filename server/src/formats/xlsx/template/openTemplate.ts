import { readFileSync, statSync } from 'node:fs'
import { readArchive, unpack, type PackedPart } from '../../zip/readArchive.ts'
import { mainNamespace } from '../standardPrefixes.ts'
import { contentTypesPath, WorkbookPackage } from '../workbookPackage.ts'
import { elementsOf } from '../xml.ts'
import { checkPlaceholders } from './checkPlaceholders.ts'
import { checkQueries } from './checkQueries.ts'
import { dataNames } from './dataNames.ts'
import type { OpenedTemplate } from './openedTemplate.ts'
import { rehearse } from './rehearse.ts'
import { saveAgain } from './sheetCells.ts'
import { TableGrowth } from './tableGrowth.ts'
import { findTarget } from './templateTarget.ts'
import { readTable } from './templateTable.ts'
import type { TemplateReport, WorkbookTemplate } from './templateOptions.ts'

const fileBytesMax = 32 * 2 ** 20
const limits = { partsMax: 5_000, bytesMax: 256 * 2 ** 20 }
/** A part that is read as XML takes about ten times its size in memory. */
const xmlBytesMax = 16 * 2 ** 20

const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'

/**
 * Reads a template, and checks that it can be filled with the rows of this report. Nothing in it is
 * executed, and its size is limited.
 *
 * @throws Error that says what to change
 */
export function openTemplate(options: WorkbookTemplate, report: TemplateReport): OpenedTemplate {
  try {
    const template = readTemplate(options, report)
    rehearse(template)
    return template
  } catch (cause) {
    if (!(cause instanceof TypeError || cause instanceof RangeError)) throw cause
    // Errors of ours say what is wrong. These are from XML that no spreadsheet program writes.
    throw new Error(`The file is damaged. ${saveAgain}`, { cause })
  }
}

function readTemplate(options: WorkbookTemplate, report: TemplateReport): OpenedTemplate {
  const parts = readArchive(readWorkbookFile(options.file), limits)
  checkXml(parts)
  const opened = new WorkbookPackage(parts)
  const workbookPath = findWorkbook(opened)
  const target = findTarget(opened, workbookPath, options.into)
  const table = readTable(opened, target, { options, report })
  const growth = new TableGrowth(table.area, table.area.firstRow)
  const names = dataNames(opened.tree(workbookPath), growth, target.table?.name ?? null)
  checkQueries(opened, { workbookPath, names })
  const placeholders = checkPlaceholders(opened, report)
  return { parts, workbookPath, target, table, placeholders, rowsMax: table.rowsMax, options }
}

function readWorkbookFile(file: WorkbookTemplate['file']): Uint8Array {
  if (!(file instanceof Uint8Array)) checkFileSize(statSync(file).size)
  const bytes = file instanceof Uint8Array ? file : readFileSync(file)
  checkFileSize(bytes.length)
  // [MS-CFB] 2.2: the container of encrypted workbooks, and of those before Excel 2007.
  if (Buffer.from(bytes.subarray(0, 4)).toString('hex') === 'd0cf11e0') {
    throw new Error(
      'The file is encrypted, or in the format before Excel 2007. Save it as "Excel Workbook (.xlsx)", without a password.',
    )
  }
  return bytes
}

function checkFileSize(bytes: number): void {
  if (bytes <= fileBytesMax) return
  throw new Error(`The file has ${Math.ceil(bytes / 2 ** 20)} MB; the limit is 32 MB.`)
}

/** No part of a workbook has a DTD: it could refer to files, or grow without a limit. */
function checkXml(parts: ReadonlyMap<string, PackedPart>): void {
  for (const [path, part] of parts) {
    if (!/\.(xml|rels|vml)$/i.test(path)) continue
    if (part.size > xmlBytesMax) {
      throw new Error(`The part ${path} is larger than 16 MB. Leave fewer rows in the template.`)
    }
    // Without zero bytes, also where it is UTF-16.
    const text = Buffer.from(unpack(part)).toString('latin1').replaceAll('\0', '')
    if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw new Error(`The part ${path} has a DTD.`)
  }
}

/** Path of the part that lists the sheets. */
function findWorkbook(parts: WorkbookPackage): string {
  const [path] = parts.has('_rels/.rels') ? parts.relatedOfKind('', 'officeDocument') : []
  if (path === undefined || !parts.has(contentTypesPath) || !parts.has(path)) {
    throw new Error('The file is not a workbook. Save it as "Excel Workbook (.xlsx)".')
  }
  const types = elementsOf(parts.tree(contentTypesPath)).map(({ attributes }) => attributes)
  const isMacro = types.some((type) => /macro|vba/i.test(type.get('ContentType') ?? ''))
  if (isMacro || parts.paths().some((part) => /vbaProject|macrosheets/i.test(part))) {
    throw new Error('The file has macros. Save it as "Excel Workbook (.xlsx)", which has none.')
  }
  if (parts.paths().some((part) => /^_xmlsignatures\//i.test(part))) {
    throw new Error(
      'The file is signed, and the signature would be wrong once it is filled. Remove it, and save the file.',
    )
  }
  const type = types.find((candidate) => candidate.get('PartName') === `/${path}`)
  if (type?.get('ContentType') !== workbookType) {
    throw new Error('The file is no .xlsx workbook. Save it as "Excel Workbook (.xlsx)".')
  }
  if (parts.tree(path).attributes.get('xmlns') !== mainNamespace) {
    throw new Error(
      'The file is a "Strict Open XML Spreadsheet". Save it as "Excel Workbook (.xlsx)".',
    )
  }
  return path
}
