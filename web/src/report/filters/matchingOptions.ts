export interface FilterOption {
  value: string
  detail: string | null
  count: number
}

/** Options whose value or detail holds what was typed, ignoring case and accents. */
export function matchingOptions(options: readonly FilterOption[], typed: string): FilterOption[] {
  const sought = folded(typed.trim())
  if (!sought) return [...options]
  const begins: FilterOption[] = []
  const holds: FilterOption[] = []
  for (const option of options) {
    const value = folded(option.value)
    if (value.startsWith(sought)) begins.push(option)
    else if (value.includes(sought) || folded(option.detail ?? '').includes(sought)) {
      holds.push(option)
    }
  }
  return [...begins, ...holds]
}

function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}
