/** Columns drawn to the left and right of the visible ones, so that a quick scroll shows no gaps. */
const spareColumns = 4

/** The columns that lie in a part of a row, and some more: from `first` up to, not with, `end`. */
export function columnsInView(
  widthsPx: readonly number[],
  leftPx: number,
  viewportPx: number,
): { first: number; end: number } {
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
