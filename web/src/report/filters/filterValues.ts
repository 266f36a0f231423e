export type FilterValue = string | number | string[]

/** The filters of a report, by the ids of their fields. */
export type Filters = Record<string, FilterValue | undefined>
