import { ZoneClock } from '../../zoneClock.ts'
import { FigureTally } from '../figureTally.ts'
import type { WorkbookOptions } from '../workbookOptions.ts'
import { growTemplate } from './growTemplate.ts'
import type { OpenedTemplate } from './openedTemplate.ts'
import { TableGrowth } from './tableGrowth.ts'
import { beginFilling } from './templateFilling.ts'

const encode: WorkbookOptions = {
  title: 'Rehearsal',
  aboutTitle: 'About this export',
  about: () => [],
  columns: [],
  timeZone: 'UTC',
}

/**
 * Fills the template without rows: what is wrong with any part that has to change shows at the start,
 * and not in the first download.
 */
export function rehearse(template: OpenedTemplate): void {
  const clock = new ZoneClock(encode.timeZone)
  const filling = beginFilling(template, { encode, tally: new FigureTally([], []), clock })
  const { parts, sheet, area, values } = filling
  const growth = new TableGrowth(area, area.firstRow)
  sheet.after(growth, values)
  sheet.rowsAfter(growth, values)
  growTemplate(template, filling, growth)
  for (const path of parts.paths()) parts.take(path)
}
