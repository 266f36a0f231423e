import {
  shortListLength,
  shownDay,
  type ExportProgress,
  type FilterField,
  type ReportOutline,
} from '@coatcheck/shared'
import type { Texts } from '../texts/en.ts'
import { kindOf } from './fileKinds.ts'
import { conditionLabel } from '../report/filters/activeConditions.ts'
import type { Formats } from '../texts/formats.ts'

/** A line of a receipt. */
export interface ReceiptEntry {
  label: string
  /** One under the other. */
  values: string[]
}

export interface ReceiptWords {
  texts: Texts
  formats: Formats
}

/** More columns are counted, not named. */
const columnsMax = 6

/**
 * What an export was asked for and what became of it, in the reader's language.
 *
 * @param description of the report; undefined if the reader cannot open it, and then its filters are
 *   in the words of the server
 */
export function receiptEntries(
  progress: ExportProgress,
  description: ReportOutline | undefined,
  words: ReceiptWords,
): ReceiptEntry[] {
  const { request } = progress
  const { receipt } = words.texts.tray
  const title = description ? description.title : request.report
  const entries: [string, string[]][] = [
    [receipt.report, [title]],
    [receipt.filters, filterTexts(progress, description, words)],
    [receipt.columns, [columnsText(progress, description, words)]],
    [receipt.sort, sortTexts(progress, description, words)],
    [receipt.format, [words.texts.export.dialog.formats[kindOf(request)]]],
    [receipt.language, request.locale ? [words.formats.language(request.locale)] : []],
    [receipt.timeZone, [request.timeZone ?? 'UTC']],
    ...outcome(progress, words),
  ]
  return entries
    .filter(([, values]) => values.length > 0)
    .map(([label, values]) => ({ label, values }))
}

function outcome(
  { createdAt, rowCount, bytesWritten, sha256, durationMs }: ExportProgress,
  { texts, formats }: ReceiptWords,
): [string, string[]][] {
  const { receipt } = texts.tray
  return [
    [receipt.created, [formats.instant(createdAt)]],
    [receipt.rows, [formats.count(rowCount)]],
    [receipt.size, sha256 === null ? [] : [formats.bytes(bytesWritten)]],
    [receipt.duration, durationMs === null ? [] : [formats.seconds(durationMs / 1000)]],
  ]
}

function filterTexts(
  progress: ExportProgress,
  description: ReportOutline | undefined,
  words: ReceiptWords,
): string[] {
  if (!description) return progress.filterWords
  const { where = [] } = progress.request
  return [
    ...description.fields.flatMap((field) => filterText(field, progress, words)),
    ...where.map((condition, index) => {
      const length = progress.listLengths[`where.${index}.values`]
      return conditionLabel(condition, description.columns, { ...words, all: true, length })
    }),
  ]
}

function filterText(
  field: FilterField,
  { request: { filters }, listLengths }: ExportProgress,
  { texts, formats }: ReceiptWords,
): string[] {
  const value = filters[field.id]
  if (value === undefined || value === null) return []
  const label = field.label
  if (field.kind === 'day') {
    return [`${label}: ${formats.day(shownDay(field.id, value as string))}`]
  }
  if (field.kind === 'number') {
    return [
      texts.report.numberFilter(label, formats.withUnit(formats.exact(Number(value)), field.unit)),
    ]
  }
  const values = [value as string | string[]].flat()
  const length = listLengths[`filters.${field.id}`] ?? 0
  // Where no list is shortened, that is the length of a text.
  const more = values.length < shortListLength ? 0 : length - values.length
  const shown = values.join(', ')
  return [`${label}: ${more > 0 ? texts.tray.receipt.more(shown, formats.count(more)) : shown}`]
}

function columnsText(
  { request: { columns }, listLengths }: ExportProgress,
  description: ReportOutline | undefined,
  { texts }: ReceiptWords,
): string {
  if (!columns) return texts.tray.receipt.allColumns
  const count =
    columns.length < shortListLength ? columns.length : (listLengths.columns ?? columns.length)
  const labels = labelsOf(description)
  if (count <= columnsMax) return columns.map(labels).join(', ')
  if (!description) return texts.tray.receipt.columnCount(count)
  if (count === description.columns.length) return texts.tray.receipt.allColumns
  return texts.report.columnsShown(count, description.columns.length)
}

function sortTexts(
  { request: { sort = [] } }: ExportProgress,
  description: ReportOutline | undefined,
  { texts }: ReceiptWords,
): string[] {
  const labels = labelsOf(description)
  return sort.map(({ column, direction }) => texts.tray.receipt[direction](labels(column)))
}

function labelsOf(description: ReportOutline | undefined): (id: string) => string {
  return (id) => description?.columns.find((column) => column.id === id)?.label ?? id
}
