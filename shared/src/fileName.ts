import type { ExportProgress } from './exportProgress.ts'
import { daysPart, filterParts, plainPart, type NamePart } from './fileNameParts.ts'
import { stemOf } from './givenFileName.ts'
import { fitsFileName, plainFileName } from './plainFileName.ts'
import type { ExportRequest } from './requestSchemas.ts'

type NamedRequest = Pick<ExportRequest, 'report' | 'filters' | 'format'> & {
  readonly fileName?: string | undefined
}

/**
 * The name that the request asks for, or else one that says what is in the file:
 * `flights_2001-06_SEA_delay15.xlsx`. Valid on every system, of at most 100 characters.
 *
 * @param listLengths of a shortened request, as in `ExportProgress`
 * @param stem what the name begins with, in the language of the request; by default the report's id
 */
export function fileNameOf(
  { report, filters, format, fileName }: NamedRequest,
  listLengths: ExportProgress['listLengths'] = {},
  stem: string = report,
): string {
  if (fileName !== undefined) return plainFileName(stemOf(fileName, format), format)
  const parts = [daysPart(filters), ...filterParts(filters, listLengths)]
  return plainFileName(
    joined(plainPart(stem) || plainPart(report), parts, format.length + 2),
    format,
  )
}

/** As many parts as there is room for, each in full or, if that is too long, in short. */
function joined(report: string, parts: readonly NamePart[], endLength: number): string {
  let stem = report
  for (const part of parts) {
    const fitting = part.find((text) => text !== '' && fitsFileName(`${stem}_${text}`, endLength))
    if (fitting !== undefined) stem = `${stem}_${fitting}`
    else if (part.length > 0) return stem
  }
  return stem
}
