import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDuckDbRunner, type DuckDbRunner } from '../../database/duckdb/duckdbRunner.ts'

/** A folder with data files for one test, and a workspace to read them. */
export interface DataFolder extends AsyncDisposable {
  readonly workspace: { readonly database: DuckDbRunner; readonly folder: string }
  readonly path: string
  /** Writes a file and returns its path. */
  write(name: string, content: string | Uint8Array): Promise<string>
}

export async function openDataFolder(): Promise<DataFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'coatcheck-file-report-'))
  const made = join(folder, '.made')
  await mkdir(made)
  const database = await openDuckDbRunner(made)
  return {
    workspace: { database, folder: made },
    path: folder,
    async write(name, content) {
      const path = join(folder, name)
      await writeFile(path, content)
      return path
    },
    async [Symbol.asyncDispose]() {
      await database.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Latin-1, and `€` at its place in Windows-1252. */
export function windows1252(text: string): Buffer {
  return Buffer.from(text.replaceAll('€', '\u0080'), 'latin1')
}
