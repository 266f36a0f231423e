import type { ParseArgsConfig } from 'node:util'
import { z } from 'zod'
import { printableLine } from '../printable.ts'
import { connectionFlags } from './connectionFlags.ts'
import { CommandError } from './exitCode.ts'
import { parseFlags } from './parseFlags.ts'

/** Options of `coatcheck fetch`. */
export const fetchFlags = {
  ...connectionFlags,
  output: { type: 'string', short: 'o' },
  force: { type: 'boolean' },
  quiet: { type: 'boolean', short: 'q' },
  help: { type: 'boolean', short: 'h' },
} satisfies ParseArgsConfig['options']

/** Where a file goes, and what is said about it. */
export interface Saving {
  /** `-` for standard output; undefined for the server's file name. */
  readonly output: string | undefined
  readonly overwrite: boolean
  readonly quiet: boolean
}

export interface FetchCommand extends Saving {
  readonly exportId: string
}

/** @throws CommandError for an unknown option, or unless there is one id */
export function readFetch(args: readonly string[]): FetchCommand {
  const { values, positionals } = parseFlags(fetchFlags, args, { positionals: true })
  const [id, ...others] = positionals
  if (id === undefined || others.length > 0) {
    throw new CommandError('Specify one export: coatcheck fetch <id>. See coatcheck list.')
  }
  const { data: exportId } = z.uuid().safeParse(id.toLowerCase())
  if (exportId === undefined) {
    throw new CommandError(
      `${printableLine(id)} is not the id of an export. coatcheck list prints ids.`,
    )
  }
  const { output, force = false, quiet = false } = values
  return { exportId, output, overwrite: force, quiet }
}
