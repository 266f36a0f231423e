/** Columns from `first` up to, but not including, `end`. */
export interface ColumnRange {
  first: number
  end: number
}

/** Columns drawn on either side of the visible ones, so that quick scrolling shows no gaps. */
const spareColumns = 4

/** The columns in the visible part of a row, and some on either side. */
export function columnsInView(
  widthsPx: readonly number[],
  leftPx: number,
  viewportPx: number,
): ColumnRange {
  let first = 0
  let startPx = 0
  while (first < widthsPx.length && startPx + widthsPx[first]! <= leftPx) {
    startPx += widthsPx[first]!
    first += 1
  }
  let end = first
  while (end < widthsPx.length && startPx < leftPx + viewportPx) {
    startPx += widthsPx[end]!
    end += 1
  }
  return {
    first: Math.max(0, first - spareColumns),
    end: Math.min(widthsPx.length, end + spareColumns),
  }
}
