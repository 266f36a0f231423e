import type { ReportOutline } from '@coatcheck/shared'
import { errorDetailsOf } from '../api/errorDetails.ts'
import type { Texts } from '../texts/en.ts'

/** The parts of a request that the server refuses as invalid, by their paths. */
function pathsOf(error: unknown): readonly (readonly (string | number)[])[] {
  const details = errorDetailsOf(error)
  if (details?.appCode !== 'invalid-request') return []
  return (details.issues ?? []).map(({ path }) => path)
}

/** Ids of the filters that the server refuses as invalid. */
export function refusedFilters(error: unknown): string[] {
  const ids = pathsOf(error).flatMap(([part, id]) => (part === 'filters' ? [String(id)] : []))
  return [...new Set(ids)]
}

/** What the server refuses of a request, in words of the page: its own are those of developers. */
export function requestIssueTexts(
  error: unknown,
  { fields }: Pick<ReportOutline, 'fields'>,
  texts: Texts,
): string[] {
  const { dialog } = texts.export
  const labels: Readonly<Record<string, string>> = {
    where: texts.report.filters,
    columns: texts.report.columns,
    sort: texts.tray.receipt.sort,
    format: dialog.format,
    fileName: dialog.fileName,
    timeZone: dialog.timeZone,
    locale: texts.tray.receipt.language,
  }
  const issues = pathsOf(error).map(([part, id]) => {
    const label =
      part === 'filters' ? fields.find((field) => field.id === id)?.label : labels[String(part)]
    const name = [part, id].filter((one) => one !== undefined).join(' ')
    return texts.report.invalidPart(label ?? name, texts.report.problems.invalid)
  })
  return [...new Set(issues)]
}
