import type { FittingReading } from './chooseReadings.ts'
import { pointNumber, type DecimalMark } from './csvReadings.ts'

/**
 * Which readings may be taken. A column that only one reading fits decides for itself; where another
 * fits too, as with `1.234`, the columns that decide settle it for the whole file, if all of them
 * have the same decimal mark.
 *
 * A file that is separated by commas and has none within its numbers has the decimal point.
 */
export function settledMark(
  fitting: ReadonlyMap<string, readonly FittingReading[]>,
  delimiter: string,
): (reading: FittingReading) => boolean {
  const all = [...fitting.values()].flat()
  const marks = new Set<DecimalMark>()
  for (const { reading, isDecided } of all) {
    if (isDecided && reading.decimalMark) marks.add(reading.decimalMark)
  }
  const [mark] = marks.size === 1 ? [...marks] : []
  const hasCommas = [...fitting.values()].some(
    (ofColumn) =>
      ofColumn.length > 0 &&
      ofColumn.every(({ reading }) => reading !== pointNumber) &&
      ofColumn.some(({ reading }) => reading.decimalMark),
  )
  const isPointByDelimiter = delimiter === ',' && marks.size === 0 && !hasCommas
  return ({ reading, isDecided }) =>
    isDecided ||
    (reading.decimalMark !== undefined && reading.decimalMark === mark) ||
    (reading === pointNumber && isPointByDelimiter)
}
