import {
  chosenValuesMax,
  filtersSchemaOf,
  lastDayOf,
  type DataRange,
  type FilterField,
  type ReportOutline,
} from '@coatcheck/shared'
import type { z } from 'zod'
import type { Texts } from '../../texts/en.ts'
import type { Formats } from '../../texts/formats.ts'
import type { Filters } from './filterValues.ts'

/** Why a value is not a valid filter. */
export type FilterProblem =
  | { kind: 'no-day' }
  | ({ kind: 'outside-data' } & DataRange)
  | { kind: 'ends-before-start' }
  | { kind: 'no-number' }
  | { kind: 'not-whole' }
  | { kind: 'too-small'; min: number; unit: string | undefined }
  | { kind: 'too-large'; max: number; unit: string | undefined }
  | { kind: 'too-many'; max: number }
  | { kind: 'invalid' }

export interface ProblemWords {
  texts: Texts
  formats: Formats
}

/** The first problem of each invalid filter, by the id of its field; empty if all are valid. */
export function filterProblems(
  description: Pick<ReportOutline, 'fields' | 'range'>,
  filters: Filters,
): Record<string, FilterProblem> {
  const parsed = filtersSchemaOf(description).safeParse(filters)
  const problems: Record<string, FilterProblem> = {}
  for (const issue of parsed.error?.issues ?? []) {
    const id = String(issue.path[0])
    const field = description.fields.find((candidate) => candidate.id === id)
    problems[id] ??= problemOf(issue, field, description.range)
  }
  return problems
}

function problemOf(
  issue: z.core.$ZodIssue,
  field: FilterField | undefined,
  range: DataRange | null,
): FilterProblem {
  switch (field?.kind) {
    case 'day':
      return dayProblem(issue, range)
    case 'number':
      return numberProblem(issue, field)
    case 'values':
      // An issue of the list itself, not of one of its values.
      return issue.path.length === 1 && issue.code !== 'invalid_type'
        ? { kind: 'too-many', max: chosenValuesMax }
        : { kind: 'invalid' }
    default:
      return { kind: 'invalid' }
  }
}

function dayProblem(issue: z.core.$ZodIssue, range: DataRange | null): FilterProblem {
  const problem: unknown = issue.code === 'custom' ? issue.params?.problem : undefined
  if (problem === 'ends-before-start') return { kind: problem }
  return problem === 'outside-data' && range ? { kind: problem, ...range } : { kind: 'no-day' }
}

function numberProblem(
  issue: z.core.$ZodIssue,
  { whole, unit }: Extract<FilterField, { kind: 'number' }>,
): FilterProblem {
  if (issue.code === 'too_small') return { kind: 'too-small', min: Number(issue.minimum), unit }
  if (issue.code === 'too_big') return { kind: 'too-large', max: Number(issue.maximum), unit }
  const isFraction = whole && issue.code === 'invalid_type' && issue.expected === 'int'
  return { kind: isFraction ? 'not-whole' : 'no-number' }
}

/** A problem as a sentence that says what to do. */
export function problemText(problem: FilterProblem, { texts, formats }: ProblemWords): string {
  const { problems } = texts.report
  switch (problem.kind) {
    case 'outside-data':
      return problems['outside-data'](
        formats.day(problem.from),
        formats.day(lastDayOf(problem.until)),
      )
    case 'too-small':
      return problems['too-small'](formats.withUnit(formats.exact(problem.min), problem.unit))
    case 'too-large':
      return problems['too-large'](formats.withUnit(formats.exact(problem.max), problem.unit))
    case 'too-many':
      return problems['too-many'](formats.count(problem.max))
    default:
      return problems[problem.kind]
  }
}
