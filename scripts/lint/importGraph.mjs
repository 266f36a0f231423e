import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import typescript from 'typescript'
import { sourceFiles } from './sourceFiles.mjs'

/** The entries of our packages, as in their `package.json`. */
const packageEntries = {
  '@coatcheck/shared': 'shared/src/index.ts',
  '@coatcheck/shared/client': 'shared/src/client/index.ts',
  '@coatcheck/server': 'server/src/index.ts',
}

/**
 * Which of our files imports which, type imports and dynamic imports included.
 *
 * @returns {Map<string, string[]>} paths from the root, and the paths that each file imports
 */
export function readImportGraph(root) {
  const paths = sourceFiles(root, /\.(ts|mjs|js|vue)$/)
  const known = new Set(paths)
  const importsAt = (path) => importsOf(path, readFileSync(join(root, path), 'utf8'))
  return new Map(paths.map((path) => [path, importsAt(path).filter((other) => known.has(other))]))
}

/** @returns {string[]} the paths that a file with this text imports, whether they exist or not */
export function importsOf(path, text) {
  const code = path.endsWith('.vue') ? scriptsOf(text) : text
  const { importedFiles } = typescript.preProcessFile(code, true, true)
  const specifiers = new Set(importedFiles.map(({ fileName }) => fileName))
  return [...specifiers].flatMap((specifier) =>
    specifier.startsWith('.')
      ? [join(dirname(path), specifier)]
      : (packageEntries[specifier] ?? []),
  )
}

function scriptsOf(component) {
  const scripts = component.matchAll(/<script[^>]*>([^]*?)<\/script>/g)
  return [...scripts].map(([, code]) => code).join('\n')
}
