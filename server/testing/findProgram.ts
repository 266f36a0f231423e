import { accessSync, constants, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Path of an installed program; undefined when it is in none of the folders. */
export function findProgram(
  names: readonly string[],
  folders: readonly string[] = (process.env.PATH ?? '').split(delimiter),
): string | undefined {
  return folders
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => isExecutable(path))
}

/** Debian keeps the programs of each version of Postgres in a folder of its own, newest last. */
export function postgresFolders(): string[] {
  const versions = '/usr/lib/postgresql'
  try {
    return readdirSync(versions)
      .toSorted((one, other) => Number(other) - Number(one))
      .map((version) => join(versions, version, 'bin'))
  } catch {
    return []
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
