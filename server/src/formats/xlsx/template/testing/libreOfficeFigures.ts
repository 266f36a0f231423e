import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { convertFiles, everySheet } from '../../../../../testing/libreOffice.ts'
import { temporaryFolder } from '../../../../../testing/temporaryFolder.ts'
import { unzip } from '../../../zip/unzip.ts'

/** The lines of a sheet, after LibreOffice has calculated its formulas and pivot tables. */
export async function calculatedSheet(
  file: Uint8Array,
  sheet: { readonly place: number; readonly name: string },
): Promise<string[][]> {
  await using folder = await temporaryFolder()
  const paths = await writeFiles([file], folder.path)
  const [csv] = await convertFiles(paths, { to: 'csv', folder: folder.path, sheet })
  return linesOf(await readFile(csv!, 'utf8'))
}

/** The lines of one sheet of each file; all in one process. */
export async function calculatedSheets(
  sheets: readonly { readonly file: Uint8Array; readonly name: string }[],
): Promise<string[][][]> {
  await using folder = await temporaryFolder()
  const paths = await writeFiles(
    sheets.map(({ file }) => file),
    folder.path,
  )
  const sheet = { place: everySheet, name: sheets.map(({ name }) => name) }
  const texts = await convertFiles(paths, { to: 'csv', folder: folder.path, sheet })
  return await Promise.all(texts.map(async (path) => linesOf(await readFile(path, 'utf8'))))
}

function linesOf(text: string): string[][] {
  return text.split('\n').map((line) => line.replaceAll('"', '').split(','))
}

/** The values of each file's first chart that LibreOffice draws, by series; all in one process. */
export async function drawnSeries(...files: readonly Uint8Array[]): Promise<number[][][]> {
  await using folder = await temporaryFolder()
  const paths = await writeFiles(files, folder.path)
  const converted = join(folder.path, 'converted')
  await mkdir(converted)
  const saved = await convertFiles(paths, { to: 'xlsx', folder: converted })
  return await Promise.all(saved.map(async (path) => seriesOf(await readFile(path))))
}

async function writeFiles(files: readonly Uint8Array[], folder: string): Promise<string[]> {
  const paths = files.map((_, index) => join(folder, `filled${index}.xlsx`))
  await Promise.all(files.map((file, index) => writeFile(paths[index]!, file)))
  return paths
}

function seriesOf(workbook: Uint8Array): number[][] {
  const parts = unzip(workbook)
  const chart = [...parts.keys()].find((part) => /charts\/chart\d+\.xml$/.test(part))!
  const xml = Buffer.from(parts.get(chart)!).toString('utf8')
  // Not as a tree: of a million rows it would have millions of elements.
  return [...xml.matchAll(/<c:val>[^]*?<\/c:val>/g)].map(([series]) =>
    [...series.matchAll(/<c:v>([^<]*)/g)].map(([, value]) => Number(value)),
  )
}
