import type { ReportOutline } from '@coatcheck/shared'
import { problemText, type ProblemWords } from './filters/filterProblem.ts'
import type { LinkIssue } from './reportAddress.ts'

/** Why a part of a link was ignored, as a sentence that names the part. */
export function linkIssueText(
  issue: LinkIssue,
  { fields }: Pick<ReportOutline, 'fields'>,
  words: ProblemWords,
): string {
  const { linkIssues } = words.texts.report
  const quoted = (values: readonly string[]) => inQuotes(values, words.texts.report.quoted)
  switch (issue.kind) {
    case 'filter': {
      const label = fields.find(({ id }) => id === issue.field)?.label ?? issue.field
      return linkIssues.filter(label, quoted(issue.values), problemText(issue.problem, words))
    }
    case 'period':
      return linkIssues.period(quoted([issue.name]))
    default:
      return linkIssues[issue.kind](quoted(issue.names))
  }
}

/** A link may hold any number of values, of any length. */
const namedMax = 5
const lengthMax = 60

function inQuotes(values: readonly string[], quoted: (value: string) => string): string {
  const named = values
    .slice(0, namedMax)
    .map((value) => quoted(value.length > lengthMax ? `${value.slice(0, lengthMax)}…` : value))
  return [...named, ...(values.length > namedMax ? ['…'] : [])].join(', ')
}
