import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { findProgram } from '../../../testing/findProgram.ts'

export interface OracleFile {
  readonly path: string
  readonly encoding: string
  /** Characters before the headings. */
  readonly skip: number
}

/**
 * All records of equal length, with their fields; the line and length of the first record and of some
 * that differ from it; or an error.
 */
export type Reading =
  | { readonly rows: readonly (readonly string[])[]; readonly spans: boolean }
  | { readonly records: readonly (readonly [line: number, fields: number])[] }
  | { readonly error: string; readonly line: number }

export type Readings = Readonly<Record<'strict' | 'spaced' | 'none', Reading>>

const script = fileURLToPath(new URL('../../../testing/csvOracle.py', import.meta.url))

export const python = findProgram(['python3'])

/** What Python's csv module makes of each file, by delimiter. */
export function oracleReadings(files: readonly OracleFile[]): Record<string, Readings>[] {
  const { status, stdout, stderr } = spawnSync(python!, [script], {
    input: JSON.stringify(files),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  })
  if (status !== 0) throw new Error(`The oracle failed: ${stderr}`)
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => readingsIn(JSON.parse(line) as Record<string, PrintedReadings>))
}

type PrintedReadings = Readonly<Record<'spaced' | 'none', Reading | 'strict'>> & {
  readonly strict: Reading
}

function readingsIn(printed: Readonly<Record<string, PrintedReadings>>): Record<string, Readings> {
  return Object.fromEntries(
    Object.entries(printed).map(([delimiter, { strict, spaced, none }]) => [
      delimiter,
      {
        strict,
        spaced: spaced === 'strict' ? strict : spaced,
        none: none === 'strict' ? strict : none,
      },
    ]),
  )
}
