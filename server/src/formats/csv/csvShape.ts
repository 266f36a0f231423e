import type { ColumnType, CsvDialect as CsvDialectName } from '@coatcheck/shared'
import type { CsvDialect } from './csvDialect.ts'
import { excelDialect } from './excelDialect.ts'
import { rfc4180 } from './rfc4180.ts'

/** What rows of a CSV file are written by; it can be sent to another thread. */
export interface CsvShape {
  readonly types: readonly ColumnType[]
  readonly timeZone: string
  readonly locale: string | undefined
  readonly csvDialect: CsvDialectName | undefined
}

export function dialectOf({ csvDialect, locale }: CsvShape): CsvDialect {
  return csvDialect === 'excel' ? excelDialect(locale) : rfc4180(locale)
}
