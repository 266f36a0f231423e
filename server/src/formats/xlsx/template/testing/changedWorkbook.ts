import { readFile } from 'node:fs/promises'
import { encodeToFile } from '../../../testing/encodedFile.ts'
import { unzip } from '../../../zip/unzip.ts'
import { zipStream } from '../../../zip/zipStream.ts'
import { createXlsxEncoder } from '../../xlsxEncoder.ts'
import { openTemplate } from '../openTemplate.ts'
import { batchesOf, templatePath } from './excelTemplates.ts'

/** By path: the XML or the bytes of a part, or what becomes of it. */
export type PartChanges = Readonly<Record<string, string | Buffer | ((before: string) => string)>>

/** A workbook with some parts changed or added. */
export async function changedWorkbook(
  parts: ReadonlyMap<string, Uint8Array>,
  changes: PartChanges,
): Promise<Buffer> {
  const changed = new Map(parts)
  for (const [path, change] of Object.entries(changes)) {
    const before = () => Buffer.from(parts.get(path)!).toString('utf8')
    changed.set(path, Buffer.from(typeof change === 'function' ? change(before()) : change))
  }
  async function* inOrder() {
    for (const [name, bytes] of changed) yield { name, bytes }
  }
  const chunks: Uint8Array[] = []
  for await (const chunk of zipStream(inOrder(), new Date('2026-01-01'))) chunks.push(chunk)
  return Buffer.concat(chunks)
}

export const sheetPath = 'xl/worksheets/sheet1.xml'
export const drawingPath = 'xl/drawings/drawing1.xml'
export const sheetRelationshipsPath = 'xl/worksheets/_rels/sheet1.xml.rels'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** Adds relationships: the last word of the type of each, and its target. */
export const related = (targets: Readonly<Record<string, string>>) => {
  const added = Object.entries(targets).map(
    ([kind, target]) =>
      `<Relationship Id="rIdOf${kind}" Type="${office}/${kind}" Target="${target}"/>`,
  )
  return before('</Relationships>', added.join(''))
}

/** Puts XML before a closing tag of a part. */
export function before(tag: string, xml: string): (text: string) => string {
  return (text) => text.replace(tag, () => `${xml}${tag}`)
}

export interface ChangedFilling {
  readonly rowCount: number
  readonly into?: string
}

/**
 * combined-chart.xlsx with some parts changed. Its sheet `Sheet1` has numbers in A1:B5, without
 * headings, and a drawing with a chart.
 *
 * @returns the file, and the XML of its parts
 */
export async function fillChanged(
  changes: PartChanges,
  { rowCount, into = 'Sheet1!A1:B5' }: ChangedFilling,
): Promise<{ file: Buffer; part: (path: string) => string }> {
  const original = unzip(await readFile(templatePath('combined-chart.xlsx')))
  const columns = ['a', 'b'].map((id) => ({ id, label: id, type: 'integer' as const, width: 9 }))
  const template = openTemplate(
    { file: await changedWorkbook(original, changes), into, columns: ['a', 'b'] },
    { columns: columns.map(({ id }) => ({ id, labels: [id] })), filters: [] },
  )
  const batches = batchesOf({ columns, valueOf: (_id, row) => row }, rowCount)
  const { bytes } = await encodeToFile(createXlsxEncoder(), batches, { columns, template })
  const parts = unzip(bytes)
  return { file: bytes, part: (path) => Buffer.from(parts.get(path)!).toString('utf8') }
}
