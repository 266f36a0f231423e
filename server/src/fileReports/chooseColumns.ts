import type { Figures, SampledColumn, Spread, Wanted } from './columnFigures.ts'

/** What the page can ask for and draw without becoming a cockpit. */
const valueFieldsMax = 4
const numberFieldsMax = 2

/** More values than this are no list to choose from. */
const valuesMax = 500
/** A list of longer texts cannot be read. */
const valueLengthMax = 60

/** Names of numbers that stand for a thing or a place: nothing to add up or to draw. */
const nameOfKey = /(^|[^a-z])(id|ids|key|code|zip|zipcode|fips|lat|latitude|lon|lng|longitude)$/i
const nameOfYear = /(^|[^a-z])(year|jahr|yr)$/i

export function isKeyName(label: string): boolean {
  // `customerId` is written like `customer id`.
  return nameOfKey.test(label.replaceAll(/([a-z])([A-Z])/g, '$1 $2'))
}

export function isYearName(label: string): boolean {
  return nameOfYear.test(label.replaceAll(/([a-z])([A-Z])/g, '$1 $2'))
}

/** The columns that are worth a look at all rows. */
export function likelyColumns(columns: readonly SampledColumn[]): Wanted {
  return {
    times: columns.filter(({ isTime }) => isTime).slice(0, 3),
    numbers: columns.filter(isFigure).slice(0, 3 * numberFieldsMax),
    texts: columns.filter((column) => isChoice(column, column)).slice(0, 2 * valueFieldsMax),
  }
}

export interface Chosen {
  /** Day range and the column that it is about. */
  readonly day: { readonly column: string; readonly first: string; readonly last: string } | null
  readonly values: readonly SampledColumn[]
  readonly numbers: readonly { readonly column: SampledColumn; readonly spread: Spread }[]
}

export function chooseColumns(columns: readonly SampledColumn[], figures: Figures): Chosen {
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

function isFigure({ type, label, filled }: SampledColumn): boolean {
  return filled > 0 && /^(integer|number|decimal)$/.test(type) && !isKeyName(label)
}

function isChoice(
  { type, label, isLink, isTime, length }: SampledColumn,
  { distinct, filled }: { readonly distinct: number; readonly filled: number },
): boolean {
  if (isKeyName(label) || isLink || isTime || (type !== 'text' && type !== 'boolean')) return false
  if (length > valueLengthMax || distinct < 2 || distinct > valuesMax) return false
  // Values that hardly ever come twice are names.
  return distinct <= Math.max(12, filled / 2)
}

/** Whole numbers without gaps that never come twice count the rows. */
function isNumbering({ type }: SampledColumn, { distinct, filled, min, max }: Spread): boolean {
  return type === 'integer' && filled > 20 && distinct > filled * 0.9 && max - min < filled * 1.1
}
