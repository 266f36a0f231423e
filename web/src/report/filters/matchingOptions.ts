import type { FilterOption } from '../../api/appRouter.ts'
import { folded } from '../../components/folded.ts'

/**
 * The options whose value or detail contains the text, ignoring case and accents. Values that begin
 * with it come first.
 */
export function matchingOptions(options: readonly FilterOption[], typed: string): FilterOption[] {
  const sought = folded(typed.trim())
  if (!sought) return [...options]
  const beginning: FilterOption[] = []
  const containing: FilterOption[] = []
  for (const option of options) {
    const value = folded(option.value)
    if (value.startsWith(sought)) beginning.push(option)
    else if (value.includes(sought) || folded(option.detail ?? '').includes(sought)) {
      containing.push(option)
    }
  }
  return [...beginning, ...containing]
}
