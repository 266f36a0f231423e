import { readArchive, unpack } from '../../zip/readArchive.ts'
import type { WorkbookPackage } from '../workbookPackage.ts'
import { descendants, localName } from '../xml.ts'
import { attributeOf, saveAgain } from './sheetCells.ts'

const limits = { partsMax: 100, bytesMax: 16 * 2 ** 20 }

/** `Excel.CurrentWorkbook(){[Name="Sales"]}` in the language of Power Query. */
const currentWorkbook = /Excel\.CurrentWorkbook\s*\(\s*\)\s*\{\s*\[\s*Name\s*=\s*"((?:[^"]|"")*)"/g

/**
 * The Data Model, and results of queries, keep what was read when the workbook was saved. Excel reads
 * again only when someone asks for it, so that figures of the example would pass for those of the rows.
 *
 * @param names see `dataNames`
 * @throws Error when one of them reads the data
 */
export function checkQueries(
  parts: WorkbookPackage,
  { workbookPath, names }: { readonly workbookPath: string; readonly names: ReadonlySet<string> },
): void {
  const isOfData = (name: string) => names.has(name.toLowerCase())
  if (modelSources(parts, workbookPath).some(isOfData)) {
    throw new Error(
      'The Data Model has the rows of the example, and its pivot tables would go on showing them. Insert the pivot tables again, without "Add this data to the Data Model".',
    )
  }
  if (querySources(parts).some(isOfData)) {
    throw new Error(
      'A query (Power Query) reads the rows of the example, and its result would go on showing them. Use formulas or a pivot table instead.',
    )
  }
}

/** Names that the Data Model reads ([MS-XLSX], CT_RangePr). */
function modelSources(parts: WorkbookPackage, workbookPath: string): string[] {
  return parts
    .relatedOfKind(workbookPath, 'connections')
    .filter((path) => parts.has(path))
    .flatMap((path) => [...descendants(parts.tree(path))])
    .filter((part) => localName(part) === 'rangePr')
    .flatMap((part) => attributeOf(part, 'sourceName') ?? [])
}

/** Tables and names that queries read: their code is in a package in a part of text ([MS-QDEFF]). */
function querySources(parts: WorkbookPackage): string[] {
  return parts
    .paths()
    .filter((path) => /^customXml\/item\d*\.xml$/i.test(path))
    .flatMap((path) => {
      const text = parts.text(path).replaceAll('\0', '')
      const packed = /<DataMashup\b[^>]*>([^<]*)</.exec(text)?.[1]
      return packed === undefined ? [] : sourcesIn(codeOf(Buffer.from(packed, 'base64')))
    })
}

function codeOf(mashup: Buffer): string {
  // A version, the length of the package, and the package.
  if (mashup.length < 8) return ''
  try {
    const archive = readArchive(mashup.subarray(8, 8 + mashup.readUInt32LE(4)), limits)
    const code = archive.get('Formulas/Section1.m')
    return code ? Buffer.from(unpack(code)).toString('utf8') : ''
  } catch (cause) {
    throw new Error(`The queries (Power Query) of the file cannot be read. ${saveAgain}`, { cause })
  }
}

function sourcesIn(code: string): string[] {
  return [...code.matchAll(currentWorkbook)].map(([, name]) => name!.replaceAll('""', '"'))
}
