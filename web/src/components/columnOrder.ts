/** All columns: the shown ones in their order, then the hidden ones in the order of the report. */
export function listedColumns(all: readonly string[], shown: readonly string[]): string[] {
  return [...shown, ...all.filter((id) => !shown.includes(id))]
}

/** Shows or hides a column. The last shown column stays: a table needs one. */
export function toggled(shown: readonly string[], id: string): string[] {
  if (!shown.includes(id)) return [...shown, id]
  return shown.length === 1 ? [...shown] : shown.filter((other) => other !== id)
}

/** Moves a column by one place. */
export function moved(shown: readonly string[], id: string, by: -1 | 1): string[] {
  const from = shown.indexOf(id)
  const to = from + by
  if (from < 0 || to < 0 || to >= shown.length) return [...shown]
  return shown.with(from, shown[to]!).with(to, id)
}
