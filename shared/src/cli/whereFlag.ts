import { conditionProblem } from '../conditionProblem.ts'
import { conditionIn, operatorWords } from '../conditionText.ts'
import type { ReportOutline } from '../reportDescription.ts'
import { suggestion } from '../suggestion.ts'
import type { WhereCondition } from '../whereCondition.ts'
import { CommandError } from './exitCode.ts'
import { shownId } from './shellWord.ts'

/** @throws CommandError for a text that is no condition on a column of the report */
export function conditionFlag(report: ReportOutline, text: string): WhereCondition {
  const condition = conditionIn(text, report.columns)
  if (!condition) throw notRead(report, text)
  const { type } = report.columns.find(({ id }) => id === condition.column)!
  const found = conditionProblem(type, condition)
  if (!found) return condition
  throw new CommandError(`--where ${JSON.stringify(text)}: ${found.message}`)
}

function notRead({ id: report, columns }: ReportOutline, text: string): CommandError {
  const isKnown = columns.some(({ id }) => text.startsWith(`${id}:`))
  const known = columns.map(({ id }) => shownId(id))
  const [column = ''] = text.split(':')
  return new CommandError(
    isKnown
      ? `--where ${JSON.stringify(text)} must be <column>:<operator>:<values>. Operators: ${Object.values(operatorWords).join(', ')}.`
      : `The report ${report} has no column ${shownId(column)}.${suggestion(column, known)}\nColumns: ${known.join(', ')}.`,
  )
}
