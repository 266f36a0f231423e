import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))

export const packages = ['shared', 'server', 'web']

/**
 * The script behind a command of an installed package, so that no shell has to find it.
 *
 * @param name of the command
 * @param installedAs of the package, where it is another
 */
export function toolPath(name, installedAs = name) {
  const folder = join(root, 'node_modules', installedAs)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return join(folder, typeof bin === 'string' ? bin : bin[name])
}

/** What starts the built service. */
export const mainFile = join(root, 'server', 'dist', 'service', 'main.js')
