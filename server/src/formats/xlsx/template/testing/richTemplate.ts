import type { Column } from '@coatcheck/shared'
import exceljs from 'exceljs'
import type { OpenedTemplate } from '../openedTemplate.ts'
import { openTemplate } from '../openTemplate.ts'
import type { WorkbookTemplate } from '../templateOptions.ts'

/**
 * A workbook with something of everything around its Table `Sales` in B6:E9: a title with placeholders
 * and sums above, notes beside and below, a calculated column, totals, rules, names, another sheet.
 */
export async function richWorkbook(): Promise<Uint8Array> {
  const workbook = new exceljs.Workbook()
  const sheet = workbook.addWorksheet('Sales & more')
  sheet.getCell('B1').value = '{{title}} of {{viewer.name}}: {{rowCount}} rows'
  sheet.getCell('B2').value = '{{rowCount}}'
  sheet.getCell('C2').value = '{{filters.from}}'
  sheet.getCell('D2').value = '{{figures.average.amount}}'
  sheet.getCell('B3').value = { formula: 'SUM(C7:C8)', result: 3 }
  sheet.getCell('C3').value = { formula: 'C9+SUM(C$7:D$8)', result: 4 }
  sheet.getCell('D3').value = { formula: 'SUM(G7:G8)', result: 5 }
  sheet.addTable({
    name: 'Sales',
    ref: 'B6',
    headerRow: true,
    totalsRow: true,
    columns: [
      { name: 'Shop', totalsRowLabel: 'Total', filterButton: true },
      { name: 'Amount', totalsRowFunction: 'sum', filterButton: true },
      { name: 'Price', filterButton: true },
      { name: 'Value', totalsRowFunction: 'sum', filterButton: true },
    ],
    rows: [
      ['sample', 1, 2, { formula: 'C7*D7', result: 2 }],
      ['sample', 3, 4, { formula: 'C8*D8', result: 12 }],
    ],
  })
  for (const address of ['B7', 'C7', 'D7', 'E7']) {
    sheet.getCell(address).border = { bottom: { style: 'thin' } }
  }
  sheet.getCell('D7').numFmt = '0.00'
  // Beside the rows, further down than the template's own data.
  for (let row = 7; row <= 12; row += 1) sheet.getCell(`G${row}`).value = row * 100
  sheet.getCell('H12').value = { formula: 'SUM(C7:C8)*2', result: 8 }
  // Below, where it has to move.
  sheet.getCell('B11').value = 'Signed: {{viewer.name}}'
  sheet.mergeCells('B11:D11')
  sheet.getCell('C12').value = { formula: 'C9/2', result: 2 }
  sheet.addConditionalFormatting({
    ref: 'C7:C8',
    rules: [
      {
        type: 'cellIs',
        operator: 'greaterThan',
        formulae: [5],
        priority: 1,
        style: { font: { bold: true } },
      },
    ],
  })
  sheet.getCell('B7').dataValidation = { type: 'list', allowBlank: true, formulae: ['"a,b"'] }
  sheet.pageSetup.printArea = 'A1:H12'
  sheet.headerFooter.oddHeader = '&L{{viewer.name}}&R&14{{rowCount}}'
  workbook.definedNames.add("'Sales & more'!$C$7:$C$8", 'Amounts')
  const summary = workbook.addWorksheet('Summary')
  summary.getCell('A1').value = { formula: "SUM('Sales & more'!C7:C8)", result: 1 }
  summary.getCell('A2').value = { formula: 'SUM(Amounts)', result: 1 }
  summary.getCell('A3').value = { formula: 'SUM(Sales[Value])', result: 1 }
  summary.getCell('A4').value = { formula: "'Sales & more'!C9", result: 1 }
  summary.getCell('A5').value = '{{figures.max.amount}}'
  summary.getCell('A6').value =
    'Up to {{figures.max.amount}} from {{filters.from}}; {{other.thing}}'
  summary.getCell('A7').value = '{{viewer.name}}'
  summary.getCell('A8').value = '{{filters.shops}}'
  return new Uint8Array(await workbook.xlsx.writeBuffer())
}

export const richColumns: readonly Column[] = [
  { id: 'price', label: 'Price', type: 'number', width: 9 },
  { id: 'shop', label: 'Shop', type: 'text', width: 9 },
  { id: 'amount', label: 'Amount', type: 'integer', width: 9 },
  { id: 'day', label: 'Day', type: 'date', width: 9 },
]

export async function openRich(options: Partial<WorkbookTemplate> = {}): Promise<OpenedTemplate> {
  const columns = richColumns.map(({ id, label }) => ({ id, labels: [label] }))
  const file = options.file ?? (await richWorkbook())
  return openTemplate({ into: 'Sales', ...options, file }, { columns, filters: ['from', 'shops'] })
}

export function richValue(id: string, row: number): string | number {
  if (id === 'shop') return `shop ${row % 3}`
  if (id === 'day') return 11_000 + row
  return id === 'amount' ? (row % 10) + 1 : (row % 4) + 0.5
}
