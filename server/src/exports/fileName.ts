import type { ExportRequest } from '@coatcheck/shared'

/** `flights_2001-01-01_2001-02-01.xlsx`: says what is inside, and is legal on every system. */
export function fileNameOf({ report, filters, format }: ExportRequest): string {
  return `${report}_${filters.from}_${filters.until}.${format}`
}
