import type { Chart, ChartChoice, ReportOutline } from '@coatcheck/shared'

export type Ranking = Extract<Chart, { kind: 'ranking' }>

type Described = Pick<ReportOutline, 'charts' | 'fields' | 'measures'>

export interface ParsedRankings {
  rankings: ChartChoice[]
  /** What names a chart, a filter or a figure that the report does not have. */
  unknown: string[]
}

/** Parses choices as addresses have them: `routes,origins,-averageDelay`. Each chart has one at most. */
export function parseRankings(description: Described, texts: readonly string[]): ParsedRankings {
  const unknown: string[] = []
  const rankings = new Map<string, ChartChoice>()
  for (const text of texts) {
    const choice = parseRanking(text)
    if (isKnown(description, choice)) rankings.set(choice.id, choice)
    else unknown.push(text)
  }
  return { rankings: [...rankings.values()], unknown }
}

/** The choice in an address: `-` is highest first, as in the sort order. */
export function formatRanking({ id, field = '', measure = '', direction }: ChartChoice): string {
  return [id, field, `${direction === 'asc' ? '' : '-'}${measure}`].join(',')
}

/** The choices with this one; one that asks for the chart as it is described is left out. */
export function withRanking(rankings: readonly ChartChoice[], choice: ChartChoice): ChartChoice[] {
  const others = rankings.filter(({ id }) => id !== choice.id)
  const isUsual = !choice.field && !choice.measure && choice.direction !== 'asc'
  return isUsual ? others : [...others, choice]
}

/** The title of a ranking, which names what was chosen. */
export function rankingTitle(
  { title: reportTitle, ...description }: Described & Pick<ReportOutline, 'columns' | 'title'>,
  chart: Ranking,
  choice: ChartChoice | undefined,
): string {
  if (!choice) return chart.title
  const field = description.fields.find(({ id }) => id === choice.field)
  const measure = description.measures.find(({ id }) => id === choice.measure)
  return `${field?.label ?? ownLabel(description, chart)} · ${measure?.label ?? reportTitle}`
}

/** What a ranking ranks by its description. */
export function ownLabel({ columns }: Pick<ReportOutline, 'columns'>, chart: Ranking): string {
  return chart.columns
    .map((column) => columns.find(({ id }) => id === column)?.label ?? column)
    .join(' → ')
}

function parseRanking(text: string): ChartChoice {
  const [id = '', field = '', order = '-'] = text.split(',')
  const measure = order.replace(/^-/, '')
  return {
    id,
    ...(field !== '' && { field }),
    ...(measure !== '' && { measure }),
    direction: order.startsWith('-') ? 'desc' : 'asc',
  }
}

function isKnown({ charts, fields, measures }: Described, choice: ChartChoice): boolean {
  const { id, field, measure } = choice
  return (
    charts.some((chart) => chart.kind === 'ranking' && chart.id === id) &&
    (field === undefined || fields.some((one) => one.kind === 'values' && one.id === field)) &&
    (measure === undefined || measures.some((one) => one.id === measure))
  )
}
