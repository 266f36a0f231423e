import { parseArgs, type ParseArgsConfig } from 'node:util'
import type { FilterField, ReportOutline } from '../reportDescription.ts'
import { formats, type SortKey } from '../requestParts.ts'
import { CommandError } from './exitCode.ts'
import { nearest } from './nearest.ts'
import { shownId } from './shellWord.ts'

/** Flags of every `coatcheck export`, whatever the report. */
export const commonFlags = {
  url: { type: 'string' },
  output: { type: 'string', short: 'o' },
  format: { type: 'string' },
  columns: { type: 'string', multiple: true },
  sort: { type: 'string', multiple: true },
  'time-zone': { type: 'string' },
  force: { type: 'boolean' },
  quiet: { type: 'boolean', short: 'q' },
  help: { type: 'boolean', short: 'h' },
} satisfies ParseArgsConfig['options']

export interface ExportCommand {
  readonly request: Record<string, unknown>
  /** `-` for standard output; undefined for the name that the server gives the file. */
  readonly output: string | undefined
  readonly overwrite: boolean
  readonly quiet: boolean
}

/** `minDelay` is `--min-delay`. */
export function flagOf(fieldId: string): string {
  const flag = fieldId
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/[\s_]+/g, '-')
    .toLowerCase()
  return flag in commonFlags ? `filter-${flag}` : flag
}

/** @throws CommandError for what the report does not have. */
export function readExport(report: ReportOutline, args: readonly string[]): ExportCommand {
  const fields = new Map(report.fields.map((field) => [flagOf(field.id), field]))
  const values = parse(fields, args)
  const format = values.format ?? formatOfName(values.output) ?? 'xlsx'
  const columns = values.columns && listOf(values.columns)
  const sort = values.sort && listOf(values.sort).map(sortKeyOf)
  checkColumns(report, [...(columns ?? []), ...(sort ?? []).map(({ column }) => column)])
  const given = [...fields].flatMap(([flag, field]): [string, unknown][] => {
    const texts = values.filters[flag]
    return texts ? [[field.id, filterOf(field, flag, texts)]] : []
  })
  return {
    request: {
      report: report.id,
      filters: { ...report.range, ...Object.fromEntries(given) },
      format,
      ...(columns && { columns }),
      ...(sort && { sort }),
      ...(values.timeZone !== undefined && { timeZone: values.timeZone }),
    },
    output: values.output,
    overwrite: values.force,
    quiet: values.quiet,
  }
}

function parse(fields: ReadonlyMap<string, FilterField>, args: readonly string[]) {
  const filterFlags = Object.fromEntries(
    [...fields.keys()].map((flag) => [flag, { type: 'string', multiple: true } as const]),
  )
  try {
    const options = { ...filterFlags, ...commonFlags }
    const { values } = parseArgs({ args: [...args], options, allowPositionals: false })
    const { output, format, columns, sort, force = false, quiet = false } = values
    const filters = values as Readonly<Record<string, readonly string[] | undefined>>
    return { output, format, columns, sort, force, quiet, timeZone: values['time-zone'], filters }
  } catch (error) {
    throw new CommandError(explain(error, [...fields.keys(), ...Object.keys(commonFlags)]))
  }
}

/** Node's own sentence, and the flag that was perhaps meant. */
function explain(error: unknown, flags: readonly string[]): string {
  const message = error instanceof Error ? (error.message.split('. ', 1)[0] ?? '') : String(error)
  const wrong = /'--([^']+)'/.exec(message)?.[1]
  const near = wrong === undefined ? null : nearest(wrong, flags)
  const list = flags.map((flag) => `--${shownId(flag)}`).join(', ')
  return `${message}.${near === null ? '' : ` Did you mean --${shownId(near)}?`}\nThere are ${list}.`
}

/** Commas separate; `\,` is a comma. */
function listOf(texts: readonly string[]): string[] {
  return texts
    .flatMap((text) => text.split(/(?<!\\),/))
    .map((text) => text.replaceAll('\\,', ',').trim())
}

function filterOf(field: FilterField, flag: string, texts: readonly string[]): unknown {
  if (field.kind === 'values') return listOf(texts)
  const text = texts.at(-1)!
  if (field.kind === 'day') return text
  const number = Number(text)
  if (text.trim() !== '' && Number.isFinite(number)) return number
  throw new CommandError(`--${flag} is a number, not ${JSON.stringify(text)}.`)
}

function formatOfName(output: string | undefined): string | undefined {
  return formats.find((format) => output?.toLowerCase().endsWith(`.${format}`))
}

/** `delay:desc`, or `delay` for ascending. */
function sortKeyOf(text: string): SortKey {
  const [, column, direction = 'asc'] = /^(.*?)(?::(asc|desc))?$/s.exec(text)!
  return { column: column!, direction: direction === 'desc' ? 'desc' : 'asc' }
}

function checkColumns(report: ReportOutline, ids: readonly string[]): void {
  const known = report.columns.map(({ id }) => id)
  const wrong = ids.find((id) => !known.includes(id))
  if (wrong === undefined) return
  const near = nearest(wrong, known)
  throw new CommandError(
    `The report ${report.id} has no column ${wrong}.${near === null ? '' : ` Did you mean ${shownId(near)}?`}` +
      `\nIts columns are ${known.map(shownId).join(', ')}.`,
  )
}
