import { execFileSync, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ReadSheet } from './readers.ts'

/** Debian's own Python: the one that its package python3-openpyxl belongs to. */
const python = '/usr/bin/python3'
const script = fileURLToPath(new URL('./readWithOpenpyxl.py', import.meta.url))

export function hasOpenpyxl(): boolean {
  return spawnSync(python, ['-c', 'import openpyxl']).status === 0
}

/** All files in one process, because its start takes longer than a small file. */
export function readWithOpenpyxl(files: readonly string[]): readonly (readonly ReadSheet[])[] {
  const output = execFileSync(python, [script, ...files], { maxBuffer: 2 ** 30 })
  return JSON.parse(output.toString()) as ReadSheet[][]
}
