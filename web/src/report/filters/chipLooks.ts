/** The chips of filters, of the report's own and of conditions. */
export function chipLook({ active, invalid = false }: { active: boolean; invalid?: boolean }) {
  const look =
    'flex h-8 max-w-[min(100%,24rem)] items-center rounded-full border text-xs font-medium ring-accent has-aria-expanded:ring-2'
  if (invalid) return `${look} border-bad bg-bad-soft text-bad`
  return active
    ? `${look} border-transparent bg-accent-soft text-accent-ink pr-1`
    : `${look} border-line-strong bg-surface text-ink-soft hover:text-ink hover:bg-sunken`
}

export const chipTextLook =
  'flex h-full min-w-0 items-center gap-1.5 rounded-full px-3 not-last:pr-2 text-left focus-visible:-outline-offset-2'
