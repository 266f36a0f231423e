import type { ExportRequest } from '@coatcheck/shared'

/** `flights_2001-01-01_2001-02-01.xlsx`: says what is inside, and is legal on every system. */
export function fileNameOf({ report, filters, format }: ExportRequest): string {
  const days = [filters.from, filters.until].filter((day) => typeof day === 'string')
  return `${[report, ...days].join('_')}.${format}`
}
