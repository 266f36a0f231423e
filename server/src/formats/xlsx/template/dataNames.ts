import { definedNamesIn } from '../workbookSheets.ts'
import { textOf, type XmlElement } from '../xml.ts'
import { attributeOf } from './sheetCells.ts'
import type { TableGrowth } from './tableGrowth.ts'

const word = /[\p{L}_\\][\p{L}\p{N}_.\\]*/gu

/**
 * Names that depend on the data, in lower case: its Table, names of ranges among it (`_xlchart.v1.0` is
 * one, for charts of Excel 2016 and later), and names whose formulas have such a name.
 *
 * @param table name of the Table; null for a range
 */
export function dataNames(
  workbook: XmlElement,
  growth: TableGrowth,
  table: string | null,
): ReadonlySet<string> {
  const names = definedNamesIn(workbook)
  const found = new Set(table === null ? [] : [table.toLowerCase()])
  for (let before = -1; before < found.size;) {
    before = found.size
    for (const name of names) {
      const formula = textOf(name)
      const words = formula.toLowerCase().match(word) ?? []
      const isOfData = growth.formulaMeets(formula, null) || words.some((text) => found.has(text))
      if (isOfData) found.add(attributeOf(name, 'name')!.toLowerCase())
    }
  }
  return found
}
