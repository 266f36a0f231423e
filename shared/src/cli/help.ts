import type { FilterField, ReportOutline } from '../reportDescription.ts'
import { printableLine } from '../printable.ts'
import { fieldsByFlag } from './requestFlags.ts'
import { shownId } from './shellWord.ts'

export const help = `Save exports of a Coatcheck server.

  coatcheck export <report> [filters] [-o file]   save an export
  coatcheck export --link <link> [-o file]        save what a link to the page shows
  coatcheck list                                  list your recent exports
  coatcheck fetch <id> [-o file]                  save an export that was started before
  coatcheck reports [report]                      list reports, or a report's filters and columns
  coatcheck completion bash|zsh|fish              print a completion script for your shell

Options of export:
      --link <link>      address of a report on the page, with its filters, columns and order;
                         other options replace parts of it
      --where <condition>
                         only rows that meet a condition on a column, such as delay:between:15..60;
                         repeat it for several. See reports <report>
      --format <format>  xlsx or csv; default: by the extension of the file
      --columns <ids>    columns in this order, separated by commas; default: all
      --sort <ids>       sort order, such as delay:desc,origin
      --name <name>      the server's name for the file, such as "Seattle in June"
      --time-zone <zone> time zone of timestamps, such as Europe/Berlin; default: UTC
      --locale <tag>     language and region of headings and of CSV for Excel, such as de-DE
      --csv-dialect <name>
                         rfc4180 for programs, or excel for a double-click in the Excel of
                         --locale; default: rfc4180
      --detach           only start the export, and print its id for fetch

Options of export and fetch:
  -o, --output <file>    output file, or - for standard output; default: the server's file name
      --force            replace an existing file
  -q, --quiet            print neither progress nor result

Options of list:
      --limit <number>   how many, 1 to 100; default: 30
      --search <text>    only exports that contain this text

Options of all commands:
      --url <address>    server; default: COATCHECK_URL, then http://localhost:3000
      --trpc <path>      path of its tRPC API; default: COATCHECK_TRPC, then /trpc
      --router <name>    name that Coatcheck's router is nested under in an app of your own;
                         default: COATCHECK_ROUTER, then none
  -h, --help             print this help; after export <report>, also its filters

Each filter is an option: see coatcheck reports <report>. Separate several values with commas, or
repeat the option. Write \\, for a comma within a value.

Set COATCHECK_TOKEN, or COATCHECK_USERNAME and COATCHECK_PASSWORD, to sign in; an app of your own
takes only a token. They are not options because other users of the machine can see the arguments
of a command.

Exit codes: 0 done, 1 failed, 2 invalid command line, 3 not signed in or not allowed, 130 Ctrl-C.
`

/** The filters of a report as options, and its columns. */
export function reportHelp(report: ReportOutline): string {
  const { id, title, description, fields, columns } = report
  const lines = [printableLine(`${shownId(id)}: ${title}. ${description}`)]
  if (fields.length > 0) {
    lines.push('', 'Filters:')
    for (const [name, field] of fieldsByFlag(report)) {
      const flag = `--${shownId(name)}`
      lines.push(printableLine(`  ${flag.padEnd(18)} ${field.label}: ${valueOf(field, report)}`))
    }
  }
  lines.push('', 'Columns:')
  for (const column of columns) {
    lines.push(printableLine(`  ${shownId(column.id).padEnd(18)} ${column.label} (${column.type})`))
  }
  if (report.takesWhere) lines.push('', ...conditionHelp)
  return `${lines.join('\n')}\n`
}

const conditionHelp = [
  'Conditions on columns, as --where <column>:<operator>:<values>; all of them have to be met:',
  '  is, is-not         values separated by commas: origin:is:SEA,ATL',
  '  contains           a part of a text, in any case: originCity:contains:york',
  '  between            numbers, days or times, either end may be left out: delay:between:15..60',
  '  blank, not-blank   without values: originCity:blank',
]

function valueOf(field: FilterField, { range }: ReportOutline): string {
  switch (field.kind) {
    case 'day':
      return range ? `<date> from ${range.from} to ${range.until}` : '<date>'
    case 'number':
      return field.unit ? `<number>, in ${field.unit}` : '<number>'
    case 'values':
      return '<values>'
  }
}
