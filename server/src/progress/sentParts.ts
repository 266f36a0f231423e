/** Bytes `start` to `end`, the latter exclusive. */
export type SentPart = readonly [start: number, end: number]

/** Clients that download in pieces use far fewer; more are not counted, so that memory stays bounded. */
export const sentPartsMax = 10_000

/** The same bytes in as few parts as there can be, in order. */
export function mergedParts(parts: readonly SentPart[]): SentPart[] {
  const merged: SentPart[] = []
  for (const [start, end] of parts.toSorted((one, other) => one[0] - other[0])) {
    const last = merged.at(-1)
    if (last && start <= last[1]) merged[merged.length - 1] = [last[0], Math.max(last[1], end)]
    else merged.push([start, end])
  }
  return merged
}
