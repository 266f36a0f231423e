import type { FilterField, ReportOutline } from '@coatcheck/shared'
import type { Texts } from '../../texts/en.ts'
import {
  activeFilters,
  type ActiveFilter,
  type AppliedFilters,
  type FilterWords,
} from './activeFilters.ts'

/** One of the report's own filters, as a chip; the days of both ends are one. */
export interface OwnFilter {
  /** Id of its field; `days` for both days. */
  id: string
  /** What it filters. */
  name: string
  /** What it selects; undefined if that is everything. */
  active: ActiveFilter | undefined
}

type Described = Pick<ReportOutline, 'fields' | 'range'>

/** The report's own filters, in the order of the report. */
export function ownFilters(
  description: Described,
  applied: AppliedFilters,
  words: FilterWords,
): OwnFilter[] {
  const active = activeFilters(description, applied, words)
  return idsOf(description).map((id) => ({
    id,
    name: nameOf(description, id, words.texts),
    active: active.find((chip) => chip.id === id),
  }))
}

/** The ids of the fields that a chip stands for. */
export function fieldsOf(id: string): string[] {
  return id === 'days' ? ['from', 'until'] : [id]
}

/** The field of a chip that is not about days. */
export function fieldOf(
  { fields }: Described,
  id: string,
): Exclude<FilterField, { kind: 'day' }> | undefined {
  const field = fields.find((candidate) => candidate.id === id)
  return field?.kind === 'day' ? undefined : field
}

function idsOf({ fields, range }: Described): string[] {
  const others = fields.filter(({ kind }) => kind !== 'day').map(({ id }) => id)
  return range && others.length < fields.length ? ['days', ...others] : others
}

function nameOf({ fields }: Described, id: string, { report }: Texts): string {
  return id === 'days' ? report.presets : (fields.find((field) => field.id === id)?.label ?? id)
}
