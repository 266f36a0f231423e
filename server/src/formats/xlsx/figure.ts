/**
 * One number about the exported rows. Nulls, and what a cell cannot show as a number, count for
 * nothing but `rows`.
 */
export type Figure =
  | { readonly measure: 'rows' }
  | {
      /** `least` and `greatest` of a column of times are times. */
      readonly measure: 'sum' | 'mean' | 'least' | 'greatest'
      /** Id of an exported column of numbers or times. */
      readonly column: string
    }
  | {
      /** How many values lie in the range, or which share (0–1) of the values does. */
      readonly measure: 'count' | 'share'
      readonly column: string
      /** Inclusive; milliseconds since 1970 for times. */
      readonly from?: number
      /** Exclusive. */
      readonly until?: number
    }

/** A cell of a designed sheet, and the figure that it is to show. */
export interface ShownFigure {
  readonly sheet: string
  /** Such as `B3`. */
  readonly address: string
  readonly figure: Figure
}
