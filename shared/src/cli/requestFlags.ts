import type { ParseArgsConfig } from 'node:util'
import type { FilterField, ReportOutline } from '../reportDescription.ts'
import { formats, type SortKey } from '../requestParts.ts'
import { connectionFlags } from './connectionFlags.ts'
import { CommandError } from './exitCode.ts'
import { filterFlags } from './filterFlags.ts'
import { parseFlags } from './parseFlags.ts'
import { shownId } from './shellWord.ts'
import { conditionFlag } from './whereFlag.ts'
import { suggestion } from '../suggestion.ts'

/** Options of `coatcheck export` that do not depend on the report. */
export const commonFlags = {
  ...connectionFlags,
  link: { type: 'string' },
  output: { type: 'string', short: 'o' },
  name: { type: 'string' },
  format: { type: 'string' },
  where: { type: 'string', multiple: true },
  columns: { type: 'string', multiple: true },
  sort: { type: 'string', multiple: true },
  'time-zone': { type: 'string' },
  locale: { type: 'string' },
  'csv-dialect': { type: 'string' },
  detach: { type: 'boolean' },
  force: { type: 'boolean' },
  quiet: { type: 'boolean', short: 'q' },
  help: { type: 'boolean', short: 'h' },
} satisfies ParseArgsConfig['options']

export interface ExportCommand {
  readonly request: Record<string, unknown>
  /** `-` for standard output; undefined for the server's file name. */
  readonly output: string | undefined
  readonly overwrite: boolean
  /** Start the export and leave it to the server. */
  readonly detach: boolean
  readonly quiet: boolean
}

/** The filters of a report by the names of their options. */
export function fieldsByFlag({ fields }: Pick<ReportOutline, 'fields'>): Map<string, FilterField> {
  const flags = filterFlags(
    fields.map(({ id }) => id),
    commonFlags,
  )
  return new Map(fields.map((field) => [flags.get(field.id)!, field]))
}

/** @throws CommandError for an unknown option or column, or an invalid number */
export function readExport(report: ReportOutline, args: readonly string[]): ExportCommand {
  const fields = fieldsByFlag(report)
  const values = parse(fields, args)
  if (values.detach && values.output !== undefined) {
    throw new CommandError(
      '--detach saves no file. Leave out --output, and select the format with --format.',
    )
  }
  const format = formatIn(values)
  const where = values.where?.map((text) => conditionFlag(report, text))
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
      ...(where && { where }),
      format,
      ...(columns && { columns }),
      ...(sort && { sort }),
      ...(values.name !== undefined && { fileName: values.name }),
      ...(values.timeZone !== undefined && { timeZone: values.timeZone }),
      ...(values.locale !== undefined && { locale: values.locale }),
      ...(values.csvDialect !== undefined && { csvDialect: values.csvDialect }),
    },
    output: values.output,
    overwrite: values.force,
    detach: values.detach,
    quiet: values.quiet,
  }
}

function parse(fields: ReadonlyMap<string, FilterField>, args: readonly string[]) {
  const filterOptions = Object.fromEntries(
    [...fields.keys()].map((flag) => [flag, { type: 'string', multiple: true } as const]),
  )
  const { values } = parseFlags({ ...filterOptions, ...commonFlags }, args)
  const { output, name, format, where, columns, sort, locale } = values
  const { detach = false, force = false, quiet = false } = values
  const filters = values as Readonly<Record<string, readonly string[] | undefined>>
  const timeZone = values['time-zone']
  const csvDialect = values['csv-dialect']
  const request = { name, format, where, columns, sort, timeZone, locale, csvDialect, filters }
  return { ...request, output, detach, force, quiet }
}

/** A CSV dialect without any format is enough to ask for CSV. */
function formatIn({ format, output, name, csvDialect }: ReturnType<typeof parse>): string {
  const given = format ?? formatOfName(output) ?? formatOfName(name)
  if (csvDialect === undefined) return given ?? 'xlsx'
  if (given === undefined || given === 'csv') return 'csv'
  throw new CommandError(`--csv-dialect is for CSV, and this file is ${given}. Use --format csv.`)
}

/** Splits at commas; `\,` is a comma. */
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
  if (/^\s*-?\d{16,}\s*$/.test(text) && !Number.isSafeInteger(number)) {
    throw new CommandError(
      `--${flag} has too many digits: ${JSON.stringify(text)}. Use 15 at most.`,
    )
  }
  if (text.trim() !== '' && Number.isFinite(number)) return number
  throw new CommandError(`--${flag} must be a number, not ${JSON.stringify(text)}.`)
}

function formatOfName(name: string | undefined): string | undefined {
  return formats.find((format) => name?.toLowerCase().endsWith(`.${format}`))
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
  const shown = known.map(shownId)
  throw new CommandError(
    `The report ${report.id} has no column ${wrong}.${suggestion(wrong, shown)}` +
      `\nColumns: ${shown.join(', ')}.`,
  )
}
