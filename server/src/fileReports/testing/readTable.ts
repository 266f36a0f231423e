import { findDataFiles } from '../dataFiles.ts'
import { readCsv } from '../readCsv.ts'
import type { DataFolder } from './dataFolder.ts'

/** Types and rows of the copy that is made of a CSV file, its headings, and the notes. */
export async function readTable(
  folder: DataFolder,
  content: string | Uint8Array,
  name = 'table.csv',
) {
  const [file] = await findDataFiles([await folder.write(name, content)])
  const copy = await readCsv(file!, folder.workspace)
  const { database } = folder.workspace
  const described = await database.rows(`DESCRIBE FROM '${copy.path}'`)
  return {
    labels: copy.labels,
    notes: copy.notes,
    types: described.map(([, type]) => type),
    rows: await database.rows(`FROM '${copy.path}'`),
  }
}
