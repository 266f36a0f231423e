import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { convertFiles } from '../../../../../testing/libreOffice.ts'
import { temporaryFolder } from '../../../../../testing/temporaryFolder.ts'
import { unzip } from '../../../zip/unzip.ts'

/** The lines of a sheet, after LibreOffice has calculated its formulas and pivot tables. */
export async function calculatedSheet(
  file: Uint8Array,
  sheet: { readonly place: number; readonly name: string },
): Promise<string[][]> {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'filled.xlsx')
  await writeFile(path, file)
  const [csv] = await convertFiles([path], { to: 'csv', folder: folder.path, sheet })
  const text = await readFile(csv!, 'utf8')
  return text.split('\n').map((line) => line.replaceAll('"', '').split(','))
}

/** By series of the first chart: the values that LibreOffice draws. */
export async function drawnSeries(file: Uint8Array): Promise<number[][]> {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'filled.xlsx')
  await writeFile(path, file)
  const converted = join(folder.path, 'converted')
  await mkdir(converted)
  const [saved] = await convertFiles([path], { to: 'xlsx', folder: converted })
  const parts = unzip(await readFile(saved!))
  const chart = [...parts.keys()].find((part) => /charts\/chart\d+\.xml$/.test(part))!
  const xml = Buffer.from(parts.get(chart)!).toString('utf8')
  // Not as a tree: of a million rows it would have millions of elements.
  return [...xml.matchAll(/<c:val>[^]*?<\/c:val>/g)].map(([series]) =>
    [...series.matchAll(/<c:v>([^<]*)/g)].map(([, value]) => Number(value)),
  )
}
