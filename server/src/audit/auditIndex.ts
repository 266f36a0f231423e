import type { AuditEvent, AuditRecord } from './auditEvent.ts'
import type { LinePlace } from './lineWriter.ts'

/** Some 600 exports of a viewer: as many as a history reads at most. */
const placesPerViewerMax = 3000
/** What is left of a viewer's, some 60 exports, when others need the memory. */
const placesPerViewerMin = 300
const viewersMax = 1000
/** At most some 15 MB in all. */
const placesMax = placesPerViewerMin * viewersMax

interface Entry extends LinePlace {
  /** The code of a refusal. */
  readonly refusal: string | null
}

export type AuditIndex = ReturnType<typeof createAuditIndex>

/** Positions of the latest events of each viewer in the file. */
export function createAuditIndex() {
  // Least recently active viewers first.
  const entriesOf = new Map<string, Entry[]>()
  let total = 0

  return {
    add(event: AuditEvent | AuditRecord, place: LinePlace): void {
      const entries = entriesOf.get(event.viewerId) ?? []
      const refusal = event.type === 'refused' ? event.code : null
      // Equal refusals in a row count as one; they must not push exports out.
      if (refusal !== null && entries.at(-1)?.refusal === refusal) {
        entries.pop()
        total -= 1
      }
      entries.push({ offset: place.offset, lengthBytes: place.lengthBytes, refusal })
      total += 1
      if (entries.length > placesPerViewerMax) shorten(entries, placesPerViewerMax)
      touch(event.viewerId, entries)
      if (total > placesMax) makeRoom()
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
    for (const [oldest, { length }] of entriesOf) {
      entriesOf.delete(oldest)
      total -= length
      return
    }
  }

  /** The viewers who were away longest have long histories no more. */
  function makeRoom(): void {
    for (const entries of entriesOf.values()) {
      shorten(entries, placesPerViewerMin)
      if (total <= placesMax) return
    }
  }

  function shorten(entries: Entry[], length: number): void {
    const dropped = entries.splice(0, Math.max(0, entries.length - length))
    total -= dropped.length
  }
}
