import { inflateRawSync } from 'node:zlib'
import { columnLetters, type ColumnPlan } from '../xlsx/columnPlan.ts'
import type { SheetContext } from '../xlsx/plainSheetWriter.ts'
import { RowSource } from '../xlsx/rowSource.ts'
import { SharedStrings, type SharedStringsOptions } from '../xlsx/sharedStrings.ts'
import type { SheetDeflater } from '../xlsx/sheetDeflater.ts'
import type { CellNote } from '../xlsx/textCell.ts'
import { ZoneClock } from '../zoneClock.ts'
import type { Table } from './randomTable.ts'

/** Everything that a sheet's writer returns or changes. */
export interface PackedSheet {
  readonly packed: Buffer
  readonly xml: Buffer
  readonly crc32: number
  readonly size: number
  readonly sharedStrings: string
  readonly counts: Readonly<Record<CellNote, number>>
}

export interface SheetToPack {
  readonly table: Table
  /** Number of the first row; the head is the XML above it. */
  readonly firstRow?: number
  readonly strings?: SharedStringsOptions
  readonly rowAttributes?: string
  /** Changes the plan of a column. */
  readonly plan?: (plan: ColumnPlan, index: number) => ColumnPlan
}

/** Writes a table with one of the writers of sheets, without a workbook. */
export async function packSheet(
  deflateSheet: SheetDeflater,
  { table, firstRow = 2, strings: limits = {}, rowAttributes = '', plan }: SheetToPack,
): Promise<PackedSheet> {
  const strings = new SharedStrings(limits)
  const counts: Record<CellNote, number> = { cutText: 0, textNumber: 0 }
  const context: SheetContext = {
    plans: table.columns.map(({ type }, index) => {
      const own = { type, style: index % 7, quotedStyle: 7 + (index % 3) }
      const withLetters = { ...own, letters: columnLetters(index) }
      return plan ? plan(withLetters, index) : withLetters
    }),
    rowAttributes,
    strings,
    clock: new ZoneClock(table.timeZone),
    onNote: (note) => {
      counts[note] += 1
    },
  }
  const source = new RowSource(batchesOf(table))
  const stream = deflateSheet({
    head: '<worksheet><sheetData>',
    rows: source.sheetRows(firstRow, Infinity),
    tail: () => `</sheetData><!--${source.rowCount}--></worksheet>`,
    context,
  })
  const chunks: Uint8Array[] = []
  for (;;) {
    const next = await stream.next()
    if (next.done) {
      const packed = Buffer.concat(chunks)
      const sharedStrings = [...strings.toXml()].join('')
      return { packed, xml: inflateRawSync(packed), ...next.value, sharedStrings, counts }
    }
    chunks.push(next.value)
  }
}

async function* batchesOf({ batches }: Table) {
  yield* batches
}
