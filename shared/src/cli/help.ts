import type { ReportOutline } from '../reportDescription.ts'
import { flagOf } from './requestFlags.ts'
import { shownId } from './shellWord.ts'

export const help = `coatcheck saves exports of a Coatcheck server.

  coatcheck export <report> [filters] [-o file]   save an export
  coatcheck reports [report]                      what can be exported, and its filters
  coatcheck completion bash|zsh|fish              completion for your shell

Flags of export:
  -o, --output <file>    where to; - for standard output; the server's name for it when left out
      --format <format>  xlsx or csv; by the file's name when left out
      --columns <ids>    columns in their order, separated by commas; all when left out
      --sort <ids>       such as delay:desc,origin
      --time-zone <zone> such as Europe/Berlin; UTC when left out
      --force            replace a file that is there already
  -q, --quiet            no progress, no result
      --url <address>    the server; COATCHECK_URL otherwise, then http://localhost:3000
  -h, --help             this text; with a report, its filters too

Filters are flags by their names: see coatcheck reports <report>. Several values are separated by
commas, or the flag is repeated; \\, is a comma within a value.

Who you are comes from the environment: COATCHECK_TOKEN, or COATCHECK_USERNAME and
COATCHECK_PASSWORD. Neither is ever an argument, which other users of the machine could see.

Exit codes: 0 saved, 1 failed, 2 wrong command line, 3 not signed in or not allowed, 130 Ctrl-C.
`

/** One report: its filters as flags, and its columns. */
export function reportHelp(report: ReportOutline): string {
  const { id, title, description, range, fields, columns } = report
  const filters = fields.map((field) => {
    const flag = `--${shownId(flagOf(field.id))}`
    const value = {
      day: `<day>${range ? `, from ${range.from} to ${range.until}` : ''}`,
      number: `<number>${'unit' in field && field.unit ? `, in ${field.unit}` : ''}`,
      values: '<values>',
    }[field.kind]
    return `  ${flag.padEnd(18)} ${field.label}: ${value}`
  })
  const list = columns.map(
    (column) => `  ${shownId(column.id).padEnd(18)} ${column.label} (${column.type})`,
  )
  return [
    `${shownId(id)}: ${title}. ${description}`,
    ...(filters.length > 0 ? ['', 'Filters:', ...filters] : []),
    ...['', 'Columns:', ...list, ''],
  ].join('\n')
}
