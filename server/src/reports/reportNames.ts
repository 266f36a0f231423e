import type { Column, FilterField, Measure, Chart, ReportDescription } from '@coatcheck/shared'
import type { WorkbookTemplate } from '../formats/xlsx/template/templateOptions.ts'
import { refuseUnknown, type NamesOf } from '../refuseUnknown.ts'
import { isRowsReport, type AnyReport } from './anyReport.ts'
import type { Report } from './defineReport.ts'
import type { RowsReport } from './rowsReport.ts'

type Kind<Part extends { readonly kind: string }, Name> = Extract<Part, { readonly kind: Name }>

const common = {
  description: true,
  columnsOf: true,
  describeScope: true,
  design: true,
  template: true,
} as const

const queryNames: NamesOf<Report> = {
  ...common,
  source: true,
  restrict: true,
  filter: true,
  rowOrder: true,
  shownAs: true,
  storedInRowOrder: true,
  measures: true,
}

const rowsNames: NamesOf<RowsReport> = {
  ...common,
  rows: true,
  count: true,
  sorts: true,
  options: true,
}

const descriptionNames: NamesOf<ReportDescription> = {
  id: true,
  title: true,
  description: true,
  filters: true,
  fields: true,
  columns: true,
  measures: true,
  charts: true,
  range: true,
  fileStem: true,
}

const columnNames: NamesOf<Column> = {
  id: true,
  label: true,
  type: true,
  width: true,
  format: true,
  unit: true,
}

const measureNames: NamesOf<Measure> = {
  id: true,
  label: true,
  type: true,
  unit: true,
  decimals: true,
  better: true,
  columns: true,
}

const fieldNames: { readonly [Name in FilterField['kind']]: NamesOf<Kind<FilterField, Name>> } = {
  day: { id: true, label: true, kind: true, columns: true },
  number: {
    id: true,
    label: true,
    kind: true,
    columns: true,
    unit: true,
    whole: true,
    min: true,
    max: true,
  },
  values: { id: true, label: true, kind: true, column: true, detailColumn: true },
}

const chartNames: { readonly [Name in Chart['kind']]: NamesOf<Kind<Chart, Name>> } = {
  days: { id: true, title: true, kind: true, column: true, measure: true },
  ranking: { id: true, title: true, kind: true, columns: true, fields: true, measure: true },
  histogram: {
    id: true,
    title: true,
    kind: true,
    column: true,
    field: true,
    unit: true,
    from: true,
    until: true,
    binWidth: true,
    maxField: true,
    step: true,
  },
}

const templateNames: NamesOf<WorkbookTemplate> = {
  file: true,
  into: true,
  columns: true,
  appendColumns: true,
  aboutSheet: true,
}

/** @throws Error for a misspelt name, which would otherwise do nothing */
export function checkNames(report: AnyReport): void {
  const { description } = report
  const { id, columns, fields, measures, charts } = description
  refuseUnknown(`The report ${id}`, report, isRowsReport(report) ? rowsNames : queryNames)
  refuseUnknown(`The description of the report ${id}`, description, descriptionNames)
  if (report.template) {
    refuseUnknown(`The template of the report ${id}`, report.template, templateNames)
  }
  const refuse = (part: string, given: { readonly id: string }, names: object) =>
    refuseUnknown(`The ${part} ${given.id} of the report ${id}`, given, { ...names })
  for (const column of columns) refuse('column', column, columnNames)
  for (const field of fields) refuse('field', field, fieldNames[field.kind])
  for (const measure of measures) refuse('measure', measure, measureNames)
  for (const chart of charts) refuse('chart', chart, chartNames[chart.kind])
}
