import type { AuditEvent, AuditRecord } from './auditEvent.ts'
import type { LinePlace } from './lineWriter.ts'

/** About 100 exports of a viewer, and at most some 15 MB in all. */
const placesPerViewerMax = 300
const viewersMax = 1000

interface Entry extends LinePlace {
  /** The code of a refusal. */
  readonly refusal: string | null
}

export type AuditIndex = ReturnType<typeof createAuditIndex>

/** Positions of the latest events of each viewer in the file. */
export function createAuditIndex() {
  // Least recently active viewers first.
  const entriesOf = new Map<string, Entry[]>()

  return {
    add(event: AuditEvent | AuditRecord, place: LinePlace): void {
      const entries = entriesOf.get(event.viewerId) ?? []
      const refusal = event.type === 'refused' ? event.code : null
      // Equal refusals in a row count as one; they must not push exports out.
      if (refusal !== null && entries.at(-1)?.refusal === refusal) entries.pop()
      entries.push({ offset: place.offset, lengthBytes: place.lengthBytes, refusal })
      if (entries.length > placesPerViewerMax) entries.shift()
      touch(event.viewerId, entries)
    },

    /** Newest first. */
    latest(viewerId: string, limit: number, before = Infinity): LinePlace[] {
      const entries = entriesOf.get(viewerId) ?? []
      return entries
        .filter((entry) => entry.offset < before)
        .reverse()
        .slice(0, limit)
    },
  }

  function touch(viewerId: string, entries: Entry[]): void {
    entriesOf.delete(viewerId)
    entriesOf.set(viewerId, entries)
    if (entriesOf.size <= viewersMax) return
    for (const oldest of entriesOf.keys()) {
      entriesOf.delete(oldest)
      return
    }
  }
}
