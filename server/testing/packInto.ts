import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const repository = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Builds the packages as tarballs in a folder.
 *
 * @returns the dependencies of an app in that folder
 */
export async function packInto(folder: string): Promise<Record<string, string>> {
  await run(process.execPath, ['scripts/pack.mjs', folder], { cwd: repository })
  const manifest = await readFile(join(repository, 'server/package.json'), 'utf8')
  const { version } = JSON.parse(manifest) as { version: string }
  return {
    '@coatcheck/server': `file:coatcheck-server-${version}.tgz`,
    '@coatcheck/shared': `file:coatcheck-shared-${version}.tgz`,
  }
}
