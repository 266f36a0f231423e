import type { WhereCondition } from '@coatcheck/shared'
import type { Texts } from '../../texts/en.ts'
import type { Formats } from '../../texts/formats.ts'
import type { Filters } from '../filters/filterValues.ts'

export interface ChartBar {
  label: string
  /** A shorter label, for the axis. */
  tick: string
  count: number
  measure: number | null
  /** Whether it is of a month or year of which the filters have only some days. */
  incomplete?: boolean
  /** Filters for the rows of this bar; null if no filter selects them. */
  filters: Filters | null
  /** Conditions that select them besides the filters. */
  where?: WhereCondition[]
}

export interface ChartWords {
  texts: Texts
  formats: Formats
}
