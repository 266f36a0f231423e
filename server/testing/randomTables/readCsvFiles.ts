import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { findProgram } from '../findProgram.ts'

const script = fileURLToPath(new URL('./readCsvFiles.py', import.meta.url))

export const python = findProgram(['python3'])

/** The fields of CSV files by Python's csv module, headings first; all in one process. */
export function readCsvFiles(paths: readonly string[]): (readonly (readonly string[])[])[] {
  if (paths.length === 0) return []
  const { status, stdout, stderr } = spawnSync(python!, [script], {
    input: JSON.stringify(paths),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  })
  if (status !== 0) throw new Error(`Python could not read a file: ${stderr}`)
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as string[][])
}
