/** How far a table must be scrolled sideways so that a column is in view, right of the frozen one. */
export function columnInView(
  widthsPx: readonly number[],
  index: number,
  { leftPx, viewportPx }: { leftPx: number; viewportPx: number },
): number {
  const sum = (widths: readonly number[]) => widths.reduce((total, width) => total + width, 0)
  // The first column covers half of the view at most.
  const frozenPx = Math.min(widthsPx[0] ?? 0, viewportPx / 2)
  const startPx = sum(widthsPx.slice(0, index))
  const endPx = startPx + widthsPx[index]!
  const isWide = endPx - startPx > viewportPx - frozenPx
  if (index === 0) return leftPx
  if (isWide || startPx < leftPx + frozenPx) return Math.max(0, startPx - frozenPx)
  return Math.max(leftPx, endPx - viewportPx)
}
