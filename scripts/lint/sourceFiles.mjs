import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'

const skippedFolder = /^(node_modules|dist|coverage|data|\..*)$/

/** Paths from the root of our files whose names match, without what is installed or built. */
export function sourceFiles(root, name) {
  return [...filesBelow(root)].filter((path) => name.test(path)).map((path) => relative(root, path))
}

function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (!entry.isDirectory()) yield path
    else if (!skippedFolder.test(entry.name)) yield* filesBelow(path)
  }
}
