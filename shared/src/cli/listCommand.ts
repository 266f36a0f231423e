import type { ParseArgsConfig } from 'node:util'
import type { ExportProgress } from '../exportProgress.ts'
import { printableLine } from '../printable.ts'
import { connectionFlags } from './connectionFlags.ts'
import { CommandError } from './exitCode.ts'
import { parseFlags } from './parseFlags.ts'
import { percentOf, sizeText } from './progressLine.ts'

/** Options of `coatcheck list`. */
export const listFlags = {
  ...connectionFlags,
  limit: { type: 'string' },
  search: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} satisfies ParseArgsConfig['options']

const limitMax = 100

export interface ListInput {
  readonly limit?: number
  readonly search?: string
}

/** @throws CommandError for an unknown option or an invalid limit */
export function readList(args: readonly string[]): ListInput {
  const { values } = parseFlags(listFlags, args)
  const { limit, search } = values
  return {
    ...(limit !== undefined && { limit: limitOf(limit) }),
    ...(search !== undefined && { search }),
  }
}

function limitOf(text: string): number {
  const limit = Number(text)
  if (/^\d+$/.test(text) && limit >= 1 && limit <= limitMax) return limit
  throw new CommandError(
    `--limit must be a whole number from 1 to ${limitMax}, not ${JSON.stringify(text)}.`,
  )
}

const headings = ['ID', 'STARTED', 'STATE', 'FETCH UNTIL', 'ROWS', 'SIZE', 'FILE']
const rightAligned = new Set([4, 5])

/** A table with one line for each export; times are in the zone of this machine. */
export function listText(exports: readonly ExportProgress[]): string {
  const rows = [headings, ...exports.map(cellsOf)]
  const widths = headings.map((_, index) => Math.max(...rows.map((row) => row[index]!.length)))
  return rows.map((row) => `${lineOf(row, widths)}\n`).join('')
}

function lineOf(row: readonly string[], widths: readonly number[]): string {
  return row
    .map((cell, index) =>
      rightAligned.has(index) ? cell.padStart(widths[index]!) : cell.padEnd(widths[index]!),
    )
    .join('  ')
    .trimEnd()
}

function cellsOf(progress: ExportProgress): string[] {
  const { exportId, createdAt, rowCount, bytesWritten, fileName, keptUntil } = progress
  return [
    exportId,
    timeText(new Date(createdAt)),
    stateText(progress),
    keptUntil === null ? '' : timeText(new Date(keptUntil)),
    rowCount.toLocaleString('en'),
    bytesWritten > 0 ? sizeText(bytesWritten) : '-',
    fileName,
  ].map(printableLine)
}

function stateText({
  state,
  rowsWritten,
  rowCount,
  placeInLine,
  errorCode,
}: ExportProgress): string {
  if (state === 'running') {
    return `running ${percentOf(rowsWritten, rowCount)} %`
  }
  if (state === 'queued' && placeInLine !== null) return `queued, place ${placeInLine}`
  if (state === 'failed' && errorCode !== null) return `failed: ${errorCode}`
  return state
}

/** `2026-01-31 09:05`, which sorts as text. */
function timeText(time: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`
}
