import type { ReportDescription } from '@coatcheck/shared'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { AnyReport } from './anyReport.ts'
import { checkReport } from './checkReport.ts'
import { defineReport } from './defineReport.ts'
import { defineRowsReport } from './rowsReport.ts'

const shops = defineRowsReport({
  description: {
    id: 'shops',
    title: 'Shops',
    filters: z.strictObject({ city: z.string().optional(), minStaff: z.int().optional() }),
    fields: [{ id: 'minStaff', label: 'Staff at least', kind: 'number' }],
    columns: [
      { id: 'city', label: 'City', type: 'text', width: 10 },
      { id: 'staff', label: 'Staff', type: 'integer', width: 10 },
    ],
  },
  rows: () => [],
  count: () => 0,
})

const staffed = defineReport({
  description: {
    ...shops.description,
    fields: [
      { id: 'minStaff', label: 'Staff at least', kind: 'number', columns: ['staff'] },
      { id: 'city', label: 'City', kind: 'values', column: 'city' },
    ],
    measures: [{ id: 'staff', label: 'Staff', type: 'number' }],
    charts: [
      {
        id: 'cities',
        title: 'Cities',
        kind: 'ranking',
        columns: ['city'],
        fields: ['city'],
        measure: 'staff',
      },
    ],
  },
  source: 'shops',
  restrict: () => [],
  filter: () => [],
  rowOrder: [{ column: 'city', direction: 'asc' }],
  measures: { staff: 'sum("staff")' },
})

type Changes = { readonly [Part in keyof ReportDescription]?: unknown }

/** As JavaScript can write it. */
function changed(report: AnyReport, changes: Changes): AnyReport {
  return { ...report, description: { ...report.description, ...changes } } as AnyReport
}

const [column] = shops.description.columns
const [field] = shops.description.fields
const [, valuesField] = staffed.description.fields
const [measure] = staffed.description.measures
const [chart] = staffed.description.charts
const histogram = {
  id: 'spread',
  title: 'Staff',
  kind: 'histogram',
  column: 'staff',
  field: 'minStaff',
  from: 0,
  until: 100,
  binWidth: 10,
} as const

test('reports whose parts fit are taken', () => {
  expect(() => checkReport(shops)).not.toThrow()
  expect(() => checkReport(staffed)).not.toThrow()
})

test('a filter that no field shows is taken', () => {
  expect(() => checkReport(changed(shops, { fields: [] }))).not.toThrow()
})

describe('a report is refused at the start, with what to change', () => {
  test.each<[string, AnyReport, string]>([
    [
      'with two columns of one id',
      changed(shops, { columns: [column, column] }),
      'The report shops has the id city twice in columns. Rename one of them.',
    ],
    [
      'with two fields of one id',
      changed(shops, { fields: [field, field] }),
      'The report shops has the id minStaff twice in fields. Rename one of them.',
    ],
    [
      'with two measures of one id',
      changed(staffed, { measures: [measure, measure] }),
      'The report shops has the id staff twice in measures. Rename one of them.',
    ],
    [
      'with two charts of one id',
      changed(staffed, { charts: [chart, chart] }),
      'The report shops has the id cities twice in charts. Rename one of them.',
    ],
    [
      'without columns',
      changed(shops, { columns: [] }),
      'The report shops needs at least one column.',
    ],
    [
      'with a field that has no filter',
      changed(shops, { fields: [{ ...field, id: 'minStuff' }] }),
      'A field of the report shops names no filter: minStuff. Use one of city, minStaff.',
    ],
    [
      'with a field of a column that is not there',
      changed(staffed, { fields: [{ ...valuesField, column: 'town' }], charts: [] }),
      'The field city of the report shops names no column: town. Use one of city, staff.',
    ],
    [
      'with a field that is described by a column that is not there',
      changed(staffed, { fields: [{ ...valuesField, detailColumn: 'state' }], charts: [] }),
      'The field city of the report shops names no column: state. Use one of city, staff.',
    ],
    [
      'with a measure that reads a column that is not there',
      changed(staffed, { measures: [{ ...measure, columns: ['pay'] }] }),
      'The measure staff of the report shops names no column: pay. Use one of city, staff.',
    ],
    [
      'with a chart of a column that is not there',
      changed(staffed, { charts: [{ ...chart, columns: ['town'] }] }),
      'The chart cities of the report shops names no column: town. Use one of city, staff.',
    ],
    [
      'with a chart that filters by a field that is not there',
      changed(staffed, { fields: [field] }),
      'The chart cities of the report shops names no field: city. Use one of minStaff.',
    ],
    [
      'with a chart of a measure that is not there',
      changed(staffed, { measures: [] }),
      'The chart cities of the report shops names no measure: staff. It has none.',
    ],
    [
      'with a histogram whose upper end is no field',
      changed(staffed, { charts: [{ ...histogram, maxField: 'maxStaff' }] }),
      'The chart spread of the report shops names no field: maxStaff. Use one of minStaff, city.',
    ],
    [
      'with a histogram whose numbers lie further apart than its bins',
      changed(staffed, { charts: [{ ...histogram, step: 20 }] }),
      'The chart spread of the report shops has the step 20. Use a number above 0 and up to its binWidth 10.',
    ],
    [
      'with a measure without SQL',
      { ...staffed, measures: {} },
      'The report shops needs the SQL of the measure staff, in measures.',
    ],
    [
      'with measures but no query',
      changed(shops, { measures: [measure] }),
      'The report shops has no query, so it cannot have measures or charts. Leave them out.',
    ],
    [
      'with filters that ignore unknown ones',
      changed(shops, { filters: z.object({ minStaff: z.int().optional() }) }),
      'The report shops ignores unknown filters, so a request with a misspelt filter would export all rows. Use z.strictObject for its filters.',
    ],
    [
      'with words in no language',
      changed(shops, { title: {} }),
      "The title of the report shops has no language. Use tags of BCP 47: { en: '…', de: '…' }.",
    ],
    [
      'with words in a language that no request can name',
      changed(shops, { columns: [{ ...column, label: { en_US: 'City' } }], fields: [] }),
      'The label of city of the report shops has the language "en_US".',
    ],
    [
      'with a unit in no language',
      changed(shops, { fields: [{ ...field, unit: {} }] }),
      'The unit of minStaff of the report shops has no language.',
    ],
    [
      'with filters that keep unknown ones',
      changed(shops, { filters: z.looseObject({ minStaff: z.int().optional() }) }),
      'The report shops ignores unknown filters, so a request with a misspelt filter would export all rows. Use z.strictObject for its filters.',
    ],
    [
      'with a misspelt name',
      { ...shops, columnOf: () => [] } as unknown as AnyReport,
      'The report shops has no option columnOf. Did you mean columnsOf? Its options: description, columnsOf, describeScope, design, template, rows, count, sorts, options.',
    ],
    [
      'with a misspelt name in its description',
      changed(shops, { field: [] } as Changes),
      'The description of the report shops has no option field. Did you mean fields? Its options: id, title, description, filters, fields, columns, measures, charts, range, fileStem.',
    ],
    [
      'with a misspelt name in a column',
      changed(shops, { columns: [{ ...column, formatt: '0' }], fields: [] }),
      'The column city of the report shops has no option formatt. Did you mean format? Its options: id, label, type, width, format, unit.',
    ],
    [
      'with a misspelt name in a field',
      changed(shops, { fields: [{ ...field, minimum: 0 }] }),
      'The field minStaff of the report shops has no option minimum.',
    ],
  ])('%s', (_what, report, message) => {
    expect(() => checkReport(report)).toThrow(message)
  })
})
