import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import typescript from 'typescript'
import { packages } from '../lib/paths.mjs'
import { sourceFiles } from './sourceFiles.mjs'

/**
 * Which of our files imports which, type imports and dynamic imports included.
 *
 * @returns {Map<string, string[]>} paths from the root, and the paths that each file imports
 */
export function readImportGraph(root) {
  const paths = sourceFiles(root, /\.(ts|mjs|js|vue)$/)
  const known = new Set(paths)
  const entries = packageEntries(root)
  const importsAt = (path) => importsOf(path, readFileSync(join(root, path), 'utf8'), entries)
  return new Map(paths.map((path) => [path, importsAt(path).filter((other) => known.has(other))]))
}

/**
 * @param {ReadonlyMap<string, string>} entries paths of packages' entries by specifier
 * @returns {string[]} the paths that a file with this text imports, whether they exist or not
 */
export function importsOf(path, text, entries) {
  const code = path.endsWith('.vue') ? scriptsOf(text) : text
  const { importedFiles } = typescript.preProcessFile(code, true, true)
  const specifiers = new Set(importedFiles.map(({ fileName }) => fileName))
  return [...specifiers].flatMap((specifier) =>
    specifier.startsWith('.') ? [join(dirname(path), specifier)] : (entries.get(specifier) ?? []),
  )
}

function scriptsOf(component) {
  const scripts = component.matchAll(/<script[^>]*>([^]*?)<\/script>/g)
  return [...scripts].map(([, code]) => code).join('\n')
}

/** What our packages export, as within this repository. */
function packageEntries(root) {
  return new Map(
    packages.flatMap((folder) => {
      const manifest = readFileSync(join(root, folder, 'package.json'), 'utf8')
      const { name, exports = {} } = JSON.parse(manifest)
      return Object.entries(exports).map(([subpath, target]) => {
        const file = typeof target === 'string' ? target : (target.types ?? target.default)
        return [join(name, subpath), join(folder, file)]
      })
    }),
  )
}
