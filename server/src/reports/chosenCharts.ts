import type { Chart, ChartChoice, InWords, ReportDescription } from '@coatcheck/shared'
import { AppError } from '../appError.ts'

type Ranking = Extract<InWords<Chart>, { kind: 'ranking' }>

/** How the bars of a ranking are ordered: by their rows, or by the chart's measure. */
export interface RankingOrder {
  readonly by: 'rows' | 'measure'
  readonly direction: 'asc' | 'desc'
}

/** A chart as it was chosen. */
export type ChosenChart =
  | Exclude<InWords<Chart>, Ranking>
  | (Ranking & { readonly order?: RankingOrder })

/**
 * The charts that were chosen; all of the description when there is no choice.
 *
 * @param description as the viewer may see it
 * @throws AppError `invalid-request` when it has no such chart, filter or measure
 */
export function chosenCharts(
  description: ReportDescription,
  choices: readonly ChartChoice[] | undefined,
): readonly ChosenChart[] {
  if (!choices) return description.charts
  return choices.map((choice) => {
    const chart = partOf(description, 'charts', choice.id)
    return chart.kind === 'ranking' ? chosenRanking(description, chart, choice) : chart
  })
}

function chosenRanking(
  description: ReportDescription,
  chart: Ranking,
  { field: fieldId, measure, direction = 'desc' }: ChartChoice,
): ChosenChart {
  if (measure !== undefined) partOf(description, 'measures', measure)
  const order: RankingOrder = { by: measure === undefined ? 'rows' : 'measure', direction }
  const chosen = { ...chart, order, ...(measure !== undefined && { measure }) }
  if (fieldId === undefined) return chosen
  const field = partOf(description, 'fields', fieldId)
  if (field.kind !== 'values') throw noPart(description, 'fields', fieldId)
  return { ...chosen, columns: [field.column], fields: [field.id] }
}

const names = { charts: 'chart', fields: 'choice', measures: 'figure' } as const

function partOf<Part extends keyof typeof names>(
  description: ReportDescription,
  part: Part,
  id: string,
): ReportDescription[Part][number] {
  const parts: readonly ReportDescription[Part][number][] = description[part]
  const found = parts.find((candidate) => candidate.id === id)
  if (found) return found
  throw noPart(description, part, id)
}

function noPart({ id: report }: ReportDescription, part: keyof typeof names, id: string): AppError {
  return new AppError('invalid-request', `The report ${report} has no ${names[part]} ${id}.`)
}
