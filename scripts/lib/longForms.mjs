import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { sourceFiles } from '../lint/sourceFiles.mjs'
import { root } from './paths.mjs'

/**
 * Test files of the server that do more with `npm run soak`: those that import `soak.ts`, themselves or
 * by files that do, and those that only the soak runs.
 */
export function testsWithLongForms() {
  const files = sourceFiles(join(root, 'server'), /\.ts$/).map((path) => ({
    path: join('server', path),
    text: readFileSync(join(root, 'server', path), 'utf8'),
  }))
  const isTest = ({ path }) => path.endsWith('.test.ts')
  const names = new Set(['soak.ts'])
  const asks = ({ text }) => [...names].some((name) => text.includes(`/${name}'`))
  for (let count = 0; count < names.size;) {
    count = names.size
    for (const file of files) if (!isTest(file) && asks(file)) names.add(basename(file.path))
  }
  return files
    .filter((file) => isTest(file) && (asks(file) || file.path.endsWith('.long.test.ts')))
    .map(({ path }) => path)
}
