import type { Words } from '@coatcheck/shared'
import type { OpenedTemplate } from '../formats/xlsx/template/openedTemplate.ts'
import { openTemplate } from '../formats/xlsx/template/openTemplate.ts'
import type { AnyReport } from './anyReport.ts'

/**
 * Reads and checks the workbook that a report fills; undefined when it fills none.
 *
 * @throws Error that says what to change
 */
export function openReportTemplate(report: AnyReport): OpenedTemplate | undefined {
  const { template, design, description } = report
  if (!template) return undefined
  const { id, columns, filters } = description
  if (design) {
    throw new Error(`The report ${id} has a design and a template. Leave one of them out.`)
  }
  try {
    return openTemplate(template, {
      columns: columns.map((column) => ({ id: column.id, labels: inAllLanguages(column.label) })),
      filters: Object.keys(filters.shape),
    })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`The template of the report ${id} cannot be used. ${reason}`, { cause })
  }
}

function inAllLanguages(words: Words): readonly string[] {
  return typeof words === 'string' ? [words] : Object.values(words)
}
