import { fileURLToPath } from 'node:url'
import type { Column, ColumnType } from '@coatcheck/shared'
import type { ColumnBatch, Vector } from '../../../../columnBatch.ts'
import type { OpenedTemplate } from '../openedTemplate.ts'
import { openTemplate } from '../openTemplate.ts'
import type { WorkbookTemplate } from '../templateOptions.ts'

/** A workbook that Excel saved, and the rows that go into it. */
export interface ExcelTemplate {
  readonly file: string
  readonly options: Omit<WorkbookTemplate, 'file'>
  readonly columns: readonly Column[]
  /** The value of a column in a row, counted from 0. */
  readonly valueOf: (id: string, row: number) => string | number
}

const column = (id: string, type: ColumnType, label = id): Column => ({ id, label, type, width: 9 })

const pastries = ['Croissant', 'Doughnut', 'Bearclaw', 'Danish', 'Scone']
const months = ['Apr', 'May', 'Jun']
const cards = ['VISA', 'Cash', 'Check', 'AmEx']

const numbers = (ids: readonly string[]) => ids.map((id) => column(id, 'integer'))

function numberOf(id: string, row: number): number {
  return ((row * 7_919 + id.length * 31 + id.charCodeAt(0)) % 997) + 1
}

export const excelTemplates: readonly ExcelTemplate[] = [
  {
    file: 'pivot-over-table.xlsx',
    options: { into: 'PastryData' },
    // In another order than the template's, and with one that it lacks.
    columns: [
      column('baked', 'date', 'BakeDate'),
      column('name', 'text', 'Name'),
      column('secret', 'text', 'Recipe'),
      column('orders', 'integer', 'NumberOfOrders'),
      column('quality', 'number', 'Quality'),
      column('month', 'text', 'Month'),
      column('EmptyField', 'text'),
    ],
    valueOf(id, row) {
      if (id === 'baked') return 17_000 + (row % 365)
      if (id === 'name') return pastries[row % 5]!
      if (id === 'month') return months[row % 3]!
      if (id === 'EmptyField') return ''
      return id === 'secret' ? 'butter' : numberOf(id, row)
    },
  },
  {
    file: 'two-pivots.xlsx',
    options: { into: 'Sheet1!B2:H207' },
    columns: [
      column('company', 'text', 'Company'),
      column('payment', 'text', 'Payment method'),
      column('order', 'text', 'OrderNo'),
      column('shipped', 'date', 'Ship date'),
      column('total', 'number', 'Items total'),
      column('tax', 'number', 'Tax rate'),
      column('paid', 'number', 'Amount paid'),
    ],
    valueOf(id, row) {
      if (id === 'company') return `Company ${row % 7}`
      if (id === 'payment') return cards[row % 4]!
      if (id === 'order') return `${100 + (row % 11)}`
      return id === 'shipped' ? 32_000 + (row % 99) : numberOf(id, row)
    },
  },
  {
    file: 'chart-with-data-table.xlsx',
    options: { into: 'Sheet1!A1:C5', columns: ['a', 'b', 'c'] },
    columns: numbers(['a', 'b', 'c']),
    valueOf: numberOf,
  },
  {
    file: 'combined-chart.xlsx',
    options: { into: 'Sheet1!A1:B5', columns: ['a', 'b'] },
    columns: numbers(['a', 'b']),
    valueOf: numberOf,
  },
  {
    file: 'data-bars.xlsx',
    options: { into: 'Sheet1!A1:A4', columns: ['a'] },
    columns: numbers(['a']),
    valueOf: numberOf,
  },
  {
    file: 'header-image.xlsx',
    options: { into: 'Sheet1!B3:C3', columns: ['a', 'b'] },
    columns: numbers(['a', 'b']),
    valueOf: numberOf,
  },
]

export function templatePath(file: string): string {
  return fileURLToPath(new URL(`../../../../../testing/templates/${file}`, import.meta.url))
}

export function openExcelTemplate({ file, options, columns }: ExcelTemplate): OpenedTemplate {
  const described = columns.map(({ id, label }) => ({ id, labels: [label] }))
  return openTemplate({ file: templatePath(file), ...options }, { columns: described, filters: [] })
}

/** So many rows, in batches. */
export function* batchesOf(
  { columns, valueOf }: Pick<ExcelTemplate, 'columns' | 'valueOf'>,
  rowCount: number,
  batchRows = 2_048,
): Generator<ColumnBatch> {
  for (let from = 0; from < rowCount; from += batchRows) {
    const count = Math.min(batchRows, rowCount - from)
    const vectors = columns.map(({ id, type }): Vector => {
      const values = Array.from({ length: count }, (_, row) => valueOf(id, from + row))
      if (type !== 'text') {
        return { kind: 'number', values: Float64Array.from(values, Number), nulls: null }
      }
      const texts = [...new Set(values.map(String))]
      const codes = Int32Array.from(values, (value) => texts.indexOf(String(value)))
      return { kind: 'text', codes, dictionary: { values: texts } }
    })
    yield { rowCount: count, vectors }
  }
}

/** Parts that follow the rows; all others are the template's, byte for byte. */
const changing: Readonly<Record<string, readonly string[]>> = {
  'pivot-over-table.xlsx': [
    'xl/tables/table1.xml',
    'xl/pivotCache/pivotCacheDefinition1.xml',
    'xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels',
    'xl/pivotCache/pivotCacheRecords1.xml',
  ],
  'two-pivots.xlsx': [
    'xl/pivotCache/pivotCacheDefinition1.xml',
    'xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels',
    'xl/pivotCache/pivotCacheRecords1.xml',
  ],
  'chart-with-data-table.xlsx': ['xl/charts/chart1.xml'],
  'combined-chart.xlsx': ['xl/charts/chart1.xml'],
}

const always = [
  '[Content_Types].xml',
  'xl/workbook.xml',
  'xl/_rels/workbook.xml.rels',
  'xl/worksheets/sheet1.xml',
  'xl/styles.xml',
  'xl/sharedStrings.xml',
]

/** Those of these parts that stay as they are in the template. */
export function untouchedParts({ file }: ExcelTemplate, paths: readonly string[]): string[] {
  const changed = [...always, ...(changing[file] ?? [])]
  return paths.filter((path) => !changed.includes(path))
}
