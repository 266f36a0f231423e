import { PlainSheetWriter, type SheetContext } from '../plainSheetWriter.ts'
import type { RowSlice } from '../rowSource.ts'
import type { TemplateSheet } from './templateSheet.ts'
import { BlankVectors } from './templatePlans.ts'

export interface SplitRows {
  /** XML of the first rows, with the cells of the template beside them. */
  readonly first: string
  /** The other rows, which are streamed. */
  readonly rest: AsyncIterable<RowSlice>
}

/** Writes the rows that have cells beside them; without any row, a blank one, which a Table needs. */
export async function splitRows(
  rows: AsyncGenerator<RowSlice>,
  sheet: TemplateSheet,
  { context, firstRow }: { readonly context: SheetContext; readonly firstRow: number },
): Promise<SplitRows> {
  let next = await rows.next()
  if (next.done) {
    return { first: sheet.besideRow(blankRow(context, firstRow), firstRow), rest: rows }
  }
  const writer = new PlainSheetWriter(context)
  const until = sheet.besideUntil
  const rowXml = (slice: RowSlice) => sheet.besideRow(writer.rowsXml(slice), slice.rowNumber)
  let first = ''
  while (!next.done) {
    const slice = next.value
    const count = Math.min(slice.until - slice.from, Math.max(0, until + 1 - slice.rowNumber))
    for (let index = 0; index < count; index += 1) {
      const from = slice.from + index
      first += rowXml({ ...slice, from, until: from + 1, rowNumber: slice.rowNumber + index })
    }
    if (slice.from + count < slice.until) {
      const left = { ...slice, from: slice.from + count, rowNumber: slice.rowNumber + count }
      return { first, rest: chained(left, rows) }
    }
    next = await rows.next()
  }
  return { first, rest: rows }
}

async function* chained(
  first: RowSlice,
  others: AsyncGenerator<RowSlice>,
): AsyncGenerator<RowSlice> {
  yield first
  yield* others
}

/** Calculated columns are blank too, or they would count a row that is not there. */
function blankRow(context: SheetContext, rowNumber: number): string {
  const blank = new BlankVectors().of(1)
  const plans = context.plans.map(({ formula: _, ...plan }) => plan)
  const batch = { rowCount: 1, vectors: plans.map(() => blank) }
  return new PlainSheetWriter({ ...context, plans }).rowsXml({
    batch,
    from: 0,
    until: 1,
    rowNumber,
  })
}
