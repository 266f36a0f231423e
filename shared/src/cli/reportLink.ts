import { daysOfPeriod, isPeriod } from '../period.ts'
import type { ReportOutline } from '../reportDescription.ts'
import { flagIn } from './connectionFlags.ts'
import { CommandError } from './exitCode.ts'
import { fieldsByFlag } from './requestFlags.ts'
import { shownId } from './shellWord.ts'

/** A link to a report of the page, as `--link` has it. */
export interface ReportLink {
  /** Id of the report. */
  readonly report: string
  /** Of the page, such as `https://reports.example.com`. */
  readonly origin: string
  readonly parameters: URLSearchParams
}

/**
 * The link among the arguments; null if there is none.
 *
 * @throws CommandError if it does not lead to a report
 */
export function reportLinkIn(args: readonly string[]): ReportLink | null {
  const text = flagIn(args, 'link')
  if (text === undefined) return null
  const url = URL.canParse(text) ? new URL(text) : null
  const [, id] = /\/reports\/([^/]+)\/?$/.exec(url?.pathname ?? '') ?? []
  if (!url || !/^https?:$/.test(url.protocol) || id === undefined) {
    throw new CommandError(
      `--link must be the address of a report, such as https://reports.example.com/reports/flights, not ${text}.`,
    )
  }
  return { report: decodeURIComponent(id), origin: url.origin, parameters: url.searchParams }
}

/** The arguments that lead to the server of a link. It may not lead elsewhere than they do. */
export function withServerOf(
  link: ReportLink,
  args: readonly string[],
  environmentUrl: string | undefined,
): readonly string[] {
  const given = flagIn(args, 'url') ?? environmentUrl
  if (given === undefined) return [...args, `--url=${link.origin}`]
  if (URL.canParse(given) && new URL(given).origin === link.origin) return args
  throw new CommandError(
    `The link leads to ${link.origin}, and the server is ${given}. Leave out --url and COATCHECK_URL to sign in there.`,
  )
}

/** Parameters that decide what a page shows beside the table, and no file. */
const pageOnly: ReadonlySet<string> = new Set(['ranking'])

/**
 * What a link asks for, as options of the command. An option that `args` have is left to them.
 *
 * @throws CommandError for a part that the report does not have: without it there were other rows
 */
export function linkFlags(
  { parameters }: ReportLink,
  report: ReportOutline,
  args: readonly string[],
): string[] {
  const flagOf = new Map([...fieldsByFlag(report)].map(([flag, { id }]) => [id, flag]))
  const flags: string[] = []
  const add = (flag: string, value: string) => {
    if (flagIn(args, flag) === undefined) flags.push(`--${flag}=${value}`)
  }
  for (const [name, value] of parameters) {
    const flag = flagOf.get(name)
    if (flag !== undefined) add(flag, value.replaceAll(',', '\\,'))
    else if (name === 'where') add('where', value)
    else if (name === 'columns') add('columns', value)
    else if (name === 'sort') add('sort', value.split(',').map(sortText).join(','))
    else if (name === 'period') {
      const { from, until } = daysIn(value, report)
      add(flagOf.get('from')!, from)
      add(flagOf.get('until')!, until)
    } else if (!pageOnly.has(name)) {
      throw new CommandError(
        `The report ${report.id} has no filter ${shownId(name)}, which the link has.`,
      )
    }
  }
  return flags
}

function daysIn(period: string, { id, range }: ReportOutline) {
  const days = range && isPeriod(period) ? daysOfPeriod(period, range) : null
  if (days) return days
  throw new CommandError(`The data of the report ${id} has no period ${shownId(period)}.`)
}

/** `-delay` of an address is `delay:desc` of the command. */
function sortText(key: string): string {
  return key.startsWith('-') ? `${key.slice(1)}:desc` : key
}
