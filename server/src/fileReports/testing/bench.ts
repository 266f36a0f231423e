import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDuckDbRunner, type DuckDbRunner } from '../../database/duckdb/duckdbRunner.ts'

/** A folder with data files for one test, and what it takes to read them. */
export interface Bench extends AsyncDisposable {
  readonly workshop: { readonly database: DuckDbRunner; readonly folder: string }
  readonly folder: string
  /** Writes a file and answers its path. */
  write(name: string, content: string | Uint8Array): Promise<string>
}

export async function openBench(): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'coatcheck-instant-'))
  const made = join(folder, '.made')
  await mkdir(made)
  const database = await openDuckDbRunner(made)
  return {
    workshop: { database, folder: made },
    folder,
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

/** Latin-1, and `€` where Windows puts it. */
export function windows1252(text: string): Buffer {
  return Buffer.from(text.replaceAll('€', '\u0080'), 'latin1')
}
