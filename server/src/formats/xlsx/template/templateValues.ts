import { dayMs, type Column } from '@coatcheck/shared'
import { isoDay, isoWallClock } from '../../isoTime.ts'
import type { ZoneClock } from '../../zoneClock.ts'
import { serialOf } from '../dateSerial.ts'
import type { FigureTally } from '../figureTally.ts'
import { figureOf } from './placeholders.ts'
import type { TemplateValue } from './templateOptions.ts'

/** What a placeholder becomes: a text, and in a cell of its own perhaps a number. */
export interface FilledValue {
  readonly text: string
  /** As a cell holds it, a time as its serial; null for a text. */
  readonly number: number | null
  /** For the number format of a cell. */
  readonly column: Pick<Column, 'type' | 'format'>
}

export interface TemplateValuesOptions {
  readonly columns: readonly Column[]
  readonly tally: FigureTally
  readonly clock: ZoneClock
  readonly locale: string | undefined
  /** By name of the placeholder, those that are known before the rows. */
  readonly early: Readonly<Record<string, TemplateValue>>
}

const blank: FilledValue = { text: '', number: null, column: { type: 'text' } }

/** The values of a template's placeholders. */
export class TemplateValues {
  readonly #options: TemplateValuesOptions

  constructor(options: TemplateValuesOptions) {
    this.#options = options
  }

  /** Blank for a filter that is not set, and for a figure of a column that is not exported. */
  valueOf(name: string): FilledValue {
    const { early } = this.#options
    if (figureOf(name)) return this.#figure(name)
    const value = Object.hasOwn(early, name) ? early[name] : undefined
    if (!value) return blank
    const { text, cell } = value
    if (!cell) return { text, number: null, column: { type: 'text' } }
    const number = cell.type === 'number' ? cell.value : serialOf(cell.value)
    return { text, number, column: { type: cell.type } }
  }

  /** The column that a placeholder is about, for the number format of its cell. */
  columnOf(name: string): Pick<Column, 'type' | 'format'> {
    const figure = figureOf(name)
    const isOfColumn = figure && 'column' in figure && figure.measure !== 'count'
    const column = isOfColumn
      ? this.#options.columns.find(({ id }) => id === figure.column)
      : undefined
    return column ?? { type: 'number' }
  }

  #figure(name: string): FilledValue {
    const { columns, tally, clock, locale } = this.#options
    const figure = figureOf(name)!
    if ('column' in figure && !columns.some(({ id }) => id === figure.column)) return blank
    const number = tally.valueOf(figure, clock)
    if (number === null) return blank
    const column = this.columnOf(name)
    return { number, column, text: figureText(number, column, locale) }
  }
}

function figureText(number: number, { type }: Pick<Column, 'type'>, locale = 'en'): string {
  // Excel's day 0.
  const ms = Math.round(number * dayMs) + Date.UTC(1899, 11, 30)
  if (type === 'date') return isoDay(ms / dayMs)
  if (type === 'datetime' || type === 'instant') return isoWallClock(ms).replace('T', ' ')
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(number)
}
