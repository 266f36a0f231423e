import type { Figure } from '../figure.ts'
import type { TemplateReport } from './templateOptions.ts'

/**
 * Placeholders are names in double braces, such as `{{filters.from}}`. Those of other programs stay as
 * they are: ours begin with one of these words.
 */
const pattern = /\{\{\s*([A-Za-z][\w.-]*)\s*\}\}/g

const plainNames = ['rowCount', 'exportedAt', 'timeZone', 'exportId', 'title', 'scope'] as const
const viewerNames = ['viewer.id', 'viewer.name'] as const
const measures = ['sum', 'average', 'min', 'max', 'count'] as const

type Measure = (typeof measures)[number]

/** Names of placeholders whose values are known before the rows. */
export type EarlyName = Exclude<(typeof plainNames)[number], 'rowCount'> | `viewer.${string}`

/** The placeholders in a text, in order. */
export function placeholdersIn(text: string): string[] {
  return [...text.matchAll(pattern)].map(([, name]) => name!).filter(isOurs)
}

/** The name, if the text is one placeholder and nothing else. */
export function wholePlaceholder(text: string): string | null {
  const trimmed = text.trim()
  const [name] = placeholdersIn(trimmed)
  return name !== undefined && /^\{\{[^{}]*\}\}$/.test(trimmed) ? name : null
}

/** The text with values in place of its placeholders. */
export function fillPlaceholders(text: string, valueOf: (name: string) => string): string {
  return text.replaceAll(pattern, (whole, name: string) => (isOurs(name) ? valueOf(name) : whole))
}

/** Whether the value is known only after the last row. */
export function isLate(name: string): boolean {
  return name === 'rowCount' || name.startsWith('figures.')
}

/** The figure of `figures.average.delay`, or of `rowCount`; null for another name. */
export function figureOf(name: string): Figure | null {
  if (name === 'rowCount') return { measure: 'rows' }
  const [, measure, column] = /^figures\.(\w+)\.(.+)$/.exec(name) ?? []
  if (column === undefined || !isMeasure(measure!)) return null
  return { measure, column }
}

/** Why there is no such placeholder in templates of this report; null when there is. */
export function placeholderProblem(name: string, report: TemplateReport): string | null {
  const figure = figureOf(name)
  const columns = report.columns.map(({ id }) => id)
  if (figure) {
    if (figure.measure === 'rows' || columns.includes(figure.column)) return null
    return `The report has no column ${figure.column}; its columns are ${columns.join(', ')}.`
  }
  const names = [...plainNames, ...viewerNames, ...report.filters.map((id) => `filters.${id}`)]
  if (names.includes(name)) return null
  return `Use one of ${names.join(', ')}, or figures.average.COLUMN with ${measures.join(', ')}.`
}

function isOurs(name: string): boolean {
  return /^(filters|viewer|figures)\./.test(name) || plainNames.some((plain) => plain === name)
}

function isMeasure(text: string): text is Measure {
  return measures.some((measure) => measure === text)
}
