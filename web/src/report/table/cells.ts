/** Whether a cell shows only a part of its text. */
export function isCut(cell: HTMLElement): boolean {
  return cell.scrollWidth > cell.clientWidth
}

/** The cell beside another one in the direction of an arrow key; null at the edge of what is drawn. */
export function neighbour(cell: HTMLElement, key: string): HTMLElement | null {
  const row = cell.closest<HTMLElement>('[role=row]')
  const rowIndex = Number(row?.getAttribute('aria-rowindex'))
  const column = Number(cell.getAttribute('aria-colindex'))
  const [down = 0, right = 0] = moves[key] ?? []
  const target = row?.parentElement?.querySelector(`[aria-rowindex="${rowIndex + down}"]`)
  return target?.querySelector<HTMLElement>(`[aria-colindex="${column + right}"]`) ?? null
}

const moves: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}
