import type { ReportOutline } from '@coatcheck/shared'
import { problemText, type ProblemWords } from './filters/filterProblem.ts'
import type { LinkIssue } from './reportAddress.ts'

/** What is wrong with a part of a link, as a sentence that names the part. */
export function linkIssueText(
  issue: LinkIssue,
  { fields, scope = '' }: Pick<ReportOutline, 'fields' | 'scope'>,
  words: ProblemWords,
): string {
  const { linkIssues } = words.texts.report
  const quoted = (values: readonly string[]) => inQuotes(values, words.texts.report.quoted)
  const labelOf = (field: string) => fields.find(({ id }) => id === field)?.label ?? field
  switch (issue.kind) {
    case 'filter':
      return linkIssues.filter(
        labelOf(issue.field),
        quoted(issue.values),
        problemText(issue.problem, words),
      )
    case 'unknown-values':
      return linkIssues['unknown-values'](labelOf(issue.field), quoted(issue.values))
    case 'outside-scope':
      return words.texts.report.outsideScope(labelOf(issue.field), quoted(issue.values), scope)
    case 'conditions':
      return linkIssues.conditions(quoted(issue.values))
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
