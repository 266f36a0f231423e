import type { ZoneClock } from '../zoneClock.ts'
import type { ColumnPlan } from './columnPlan.ts'
import { numberCellXml } from './numberCell.ts'
import type { SharedStrings } from './sharedStrings.ts'
import { textCell } from './textCell.ts'
import type { AboutEntry } from './workbookOptions.ts'

export interface AboutContext {
  readonly label: ColumnPlan
  readonly value: ColumnPlan
  readonly strings: SharedStrings
  readonly clock: ZoneClock
}

/** Children of `<sheetData>` for the sheet "About this export". */
export function aboutRowsXml(entries: readonly AboutEntry[], context: AboutContext): string {
  return entries
    .map(({ label, value }, index) => {
      const row = index + 1
      const cells = [
        [context.label.letters, textCell(label, context.label, context.strings).xml],
        [context.value.letters, valueXml(value, context)],
      ] as const
      const xml = cells.map(([letters, cell]) => cell && `<c r="${letters}${row}"${cell}`)
      return `<row r="${row}">${xml.join('')}</row>`
    })
    .join('')
}

function valueXml(value: string | number, { value: plan, strings, clock }: AboutContext): string {
  return typeof value === 'number'
    ? numberCellXml(value, { ...plan, type: 'number' }, clock)
    : textCell(value, plan, strings).xml
}
