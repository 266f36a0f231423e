import { plainFileName } from './plainFileName.ts'
import type { ExportRequest } from './requestSchemas.ts'

/** A name that says what the file holds and is valid on every system: `flights_2001-01-01_2001-02-01.xlsx`. */
export function fileNameOf({ report, filters, format }: ExportRequest): string {
  const days = [filters.from, filters.until].filter((day) => typeof day === 'string')
  return plainFileName([report, ...days].join('_'), format)
}
