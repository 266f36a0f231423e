/**
 * One number about the exported rows. Nulls, and numbers and times that are not finite, count in `rows` only.
 */
export type Figure =
  | { readonly measure: 'rows' }
  | {
      /** `min` and `max` of a column of times are times. */
      readonly measure: 'sum' | 'average' | 'min' | 'max'
      /** Id of an exported column of numbers or times. */
      readonly column: string
    }
  | {
      /** How many values are in the range, or their share of all values (0–1). */
      readonly measure: 'count' | 'share'
      /** Id of an exported column of numbers or times. */
      readonly column: string
      /** Inclusive; milliseconds since 1970 for times. No lower bound when left out. */
      readonly from?: number
      /** Exclusive, in the same unit. No upper bound when left out. */
      readonly until?: number
    }

/** A cell of a designed sheet, and the figure that it shows. */
export interface ShownFigure {
  readonly sheet: string
  /** Such as `B3`. */
  readonly address: string
  readonly figure: Figure
}
