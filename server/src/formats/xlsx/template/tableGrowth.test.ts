import { describe, expect, test } from 'vitest'
import { parseRange, rangeText } from './cellRange.ts'
import { replaceReferences, shiftFormula } from './formulaReferences.ts'
import { rowFormula } from './rowFormula.ts'
import { TableGrowth, type RangeUse } from './tableGrowth.ts'

/** Headings in B4:D4, data in B5:D7, a totals row, 1,000 rows now. */
const area = {
  sheetName: 'My data',
  firstColumn: 1,
  lastColumn: 3,
  headerRow: 4,
  firstRow: 5,
  lastRow: 7,
  moving: { firstColumn: 1, lastColumn: 3 },
}
const growth = new TableGrowth(area, 1_004)

describe('references in formulas', () => {
  test.each([
    ['SUM(C5:C7)', 'SUM(C5:C1004)'],
    ['SUM($C$5:$C$7)/C8', 'SUM($C$5:$C$1004)/C1005'],
    ['SUM(C4:C8)', 'SUM(C4:C1005)'],
    ['C5+C6*C7', 'C5+C6*C7'],
    ['SUM(C5:C6)', 'SUM(C5:C6)'],
    ['SUM(F5:F7)+F8', 'SUM(F5:F7)+F8'],
    ['SUM(C:C)', 'SUM(C:C)'],
    ["SUM('My data'!$C:$C,8:9,$5:$7)", "SUM('My data'!$C:$C,8:9,$5:$7)"],
    ['SUM(C5:C1048576)', 'SUM(C5:C1048576)'],
    ['SUM(Jan:Mar!C8)', 'SUM(Jan:Mar!C8)'],
    ["SUM('My data'!C5:C7)", "SUM('My data'!C5:C1004)"],
    ["SUM('my DATA'!C5:C7,Other!C5:C7)", "SUM('my DATA'!C5:C1004,Other!C5:C7)"],
    ['SUM(Other!C5:C7)', 'SUM(Other!C5:C7)'],
    ['"C5:C7"&C8', '"C5:C7"&C1005'],
    ['Table1[[#This Row],[C8]]*Table1[Sales C8]', 'Table1[[#This Row],[C8]]*Table1[Sales C8]'],
    ['LOG10(C8)', 'LOG10(C1005)'],
    ['[1]Data!C5:C7', '[1]Data!C5:C7'],
    ["'[1]Bob''s C9 x'!C5:C7+C9", "'[1]Bob''s C9 x'!C5:C7+C1006"],
    ["'[book.xlsx]My data'!C8", "'[book.xlsx]My data'!C8"],
    ['SUM(Sheet1:Sheet3!C8)', 'SUM(Sheet1:Sheet3!C8)'],
    ['_C8+C8_+Äc8+C8.x', '_C8+C8_+Äc8+C8.x'],
  ])('%s', (formula, after) => {
    expect(growth.formula(formula, 'My data')).toBe(after)
  })

  test('without a sheet are to the sheet that they are on', () => {
    expect(growth.formula('SUM(C5:C7)', 'Other')).toBe('SUM(C5:C7)')
  })

  test('are filled down', () => {
    expect(shiftFormula('C5*$D5+E$4&"C5"+\'My data\'!A1', 2, 1)).toBe(
      'D7*$D7+F$4&"C5"+\'My data\'!B3',
    )
  })

  test('to whole columns and rows are filled down', () => {
    const formula = 'SUM(C:C)+SUM($C:D)+SUM(Other!2:$3)+SUM(Jan:Mar!C:C)+Tax:Cost'
    expect(shiftFormula(formula, 2, 1)).toBe(
      'SUM(D:D)+SUM($C:E)+SUM(Other!4:$3)+SUM(Jan:Mar!C:C)+Tax:Cost',
    )
    expect(rowFormula('SUM(C:C)/SUM(4:$9)+C4', 4)(10)).toBe('SUM(C:C)/SUM(10:$9)+C10')
  })

  test('go on at the other end of the sheet, as in Excel', () => {
    expect(shiftFormula('A1+$A$1+XFD1048576', -1, 0)).toBe('A1048576+$A$1+XFD1048575')
    expect(shiftFormula('XFD1048576', 1, 1)).toBe('A1')
  })

  test('to a whole column among the data are about it', () => {
    expect(growth.formulaMeets("COUNTA('My data'!$C:$C)", null)).toBe(true)
    expect(growth.formulaMeets("COUNTA('My data'!$F:$F)", null)).toBe(false)
  })

  test('are replaced in time that grows with the formula only', () => {
    const formula = `${"'a".repeat(20_000)}${'['.repeat(20_000)}`
    expect(replaceReferences(formula, () => null)).toBe(formula)
  })
})

describe('ranges', () => {
  test.each<[string, RangeUse, string]>([
    ['B4:D7', 'formula', 'B4:D1004'],
    ['B4:D8', 'formula', 'B4:D1005'],
    ['A1:H30', 'formula', 'A1:H1027'],
    ['C5', 'shown', 'C5:C1004'],
    ['C6', 'shown', 'C6'],
    ['B4:D5', 'source', 'B4:D1004'],
    ['B4:D6', 'source', 'B4:D1004'],
    ['B4:D6', 'shown', 'B4:D6'],
    ['B10:C12', 'shown', 'B1007:C1009'],
    ['F2:H40', 'shown', 'F2:H40'],
    ['C1:C1048576', 'shown', 'C1:C1048576'],
  ])('%s (%s) becomes %s', (text, use, after) => {
    expect(rangeText(growth.range(parseRange(text)!, use))).toBe(after)
  })

  test('end where the data ends now, if it has fewer rows', () => {
    const shrunk = new TableGrowth(area, 5)
    expect(shrunk.formula('SUM(C5:C7)+C8', 'My data')).toBe('SUM(C5:C5)+C6')
    expect(shrunk.formula('SUM(C1:C1048576)', 'My data')).toBe('SUM(C1:C1048576)')
  })
})
