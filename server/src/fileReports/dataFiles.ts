import { readdir, stat } from 'node:fs/promises'
import { basename, extname, join, resolve } from 'node:path'
import { UnreadableData } from './unreadableData.ts'

export interface DataFile {
  readonly path: string
  /** The file's name without its extension: the title of its report. */
  readonly title: string
  readonly kind: 'parquet' | 'csv' | 'tsv'
}

const kinds: Readonly<Record<string, DataFile['kind']>> = {
  '.parquet': 'parquet',
  '.pq': 'parquet',
  '.csv': 'csv',
  '.txt': 'csv',
  '.tsv': 'tsv',
  '.tab': 'tsv',
}

const supported = 'Parquet (.parquet), CSV (.csv, .txt) and TSV (.tsv, .tab)'

/**
 * The files that these paths name. A folder means the readable files in it, ordered by name, without
 * those in its subfolders.
 *
 * @throws UnreadableData
 */
export async function findDataFiles(paths: readonly string[]): Promise<DataFile[]> {
  const files: DataFile[] = []
  for (const name of paths) {
    const path = resolve(name)
    const found = await stat(path).catch((cause: unknown) => {
      throw new UnreadableData(missing(path), { cause })
    })
    if (found.isDirectory()) files.push(...(await filesIn(path)))
    else files.push(dataFile(path) ?? unsupported(path))
  }
  return files
}

async function filesIn(folder: string): Promise<DataFile[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name)
  const files = names
    .filter((name) => !name.startsWith('.'))
    .sort((one, other) => one.localeCompare(other, 'en', { numeric: true }))
    .flatMap((name) => dataFile(join(folder, name)) ?? [])
  if (files.length > 0) return files
  throw new UnreadableData(
    `The folder ${folder} has no file that can be shown: put ${supported} files into it.`,
  )
}

function dataFile(path: string): DataFile | undefined {
  const ending = extname(path)
  const kind = kinds[ending.toLowerCase()]
  return kind && { path, title: basename(path, ending), kind }
}

function missing(path: string): string {
  return `There is no file or folder ${path}: check the path after --data.`
}

function unsupported(path: string): never {
  throw new UnreadableData(
    `${path} cannot be a report: use ${supported}. ` +
      'If it is a workbook, save it as CSV in the program that wrote it.',
  )
}
