import { isIdentifierName } from './columnMeaning.ts'
import type { FigureColumns, Figures, Spread } from './columnFigures.ts'
import type { SampledColumn } from './sampleColumns.ts'

/** More filters would make the page hard to use. */
const valueFieldsMax = 4
const numberFieldsMax = 2

/** A list of more values is too long to choose from. */
const valuesMax = 500
/** A list of longer texts is too wide to read. */
const valueLengthMax = 60

/** Columns that may become filters or charts, by the look of a sample. */
export function likelyColumns(columns: readonly SampledColumn[]): FigureColumns {
  return {
    times: columns.filter(({ isTime }) => isTime).slice(0, 3),
    numbers: columns.filter(isFigure).slice(0, 3 * numberFieldsMax),
    texts: columns.filter((column) => isChoice(column, column)).slice(0, 2 * valueFieldsMax),
  }
}

/** The columns that become filters and charts. */
export interface ChosenColumns {
  /** The column of the day filters, with its first and last day. */
  readonly day: { readonly column: string; readonly first: string; readonly last: string } | null
  readonly values: readonly SampledColumn[]
  readonly numbers: readonly { readonly column: SampledColumn; readonly spread: Spread }[]
}

export function chooseColumns(columns: readonly SampledColumn[], figures: Figures): ChosenColumns {
  const [day = null] = [...figures.days].flatMap(([column, days]) =>
    days === null ? [] : [{ column, ...days }],
  )
  const values = columns.filter((column) => {
    const counts = figures.counts.get(column.id)
    return counts !== undefined && isChoice(column, counts)
  })
  const numbers = columns.flatMap((column) => {
    const spread = figures.spreads.get(column.id)
    return spread && spread.max > spread.min && !isNumbering(column, spread)
      ? [{ column, spread }]
      : []
  })
  return {
    day,
    values: values.slice(0, valueFieldsMax),
    numbers: numbers.slice(0, numberFieldsMax),
  }
}

function isFigure({ type, meaning, filled }: SampledColumn): boolean {
  return filled > 0 && /^(integer|number|decimal)$/.test(type) && meaning !== 'identifier'
}

function isChoice(
  { type, label, isLink, isTime, length }: SampledColumn,
  { distinct, filled }: { readonly distinct: number; readonly filled: number },
): boolean {
  if (isIdentifierName(label) || isLink || isTime || (type !== 'text' && type !== 'boolean')) {
    return false
  }
  if (length > valueLengthMax || distinct < 2 || distinct > valuesMax) return false
  // Values that rarely repeat are names.
  return distinct <= Math.max(12, filled / 2)
}

/** Whole numbers without gaps or repeats number the rows. */
function isNumbering({ type }: SampledColumn, { distinct, filled, min, max }: Spread): boolean {
  return type === 'integer' && filled > 20 && distinct > filled * 0.9 && max - min < filled * 1.1
}
