import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root } from './paths.mjs'

// Stamps remember what a step was last done for, so that a start with nothing changed does nothing.
const stampFolder = join(root, 'node_modules', '.coatcheck')

export function isStamped(name, value) {
  try {
    return readFileSync(join(stampFolder, name), 'utf8') === value
  } catch {
    return false
  }
}

export function stamp(name, value) {
  mkdirSync(stampFolder, { recursive: true })
  writeFileSync(join(stampFolder, name), value)
}

export function removeStamp(name) {
  rmSync(join(stampFolder, name), { force: true })
}

/** One hash over the names and contents of files and of all files below folders. */
export function digestOf(paths) {
  const hash = createHash('sha256')
  for (const path of paths) {
    for (const file of filesBelow(join(root, path))) {
      hash
        .update(`${relative(root, file)}\0`)
        .update(readFileSync(file))
        .update('\0')
    }
  }
  return hash.digest('hex')
}

function filesBelow(path) {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return []
  if (stats.isFile()) return [path]
  return readdirSync(path)
    .filter((name) => name !== 'node_modules' && name !== 'dist')
    .sort()
    .flatMap((name) => filesBelow(join(path, name)))
}
