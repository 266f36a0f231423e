import type { TrackerMemory } from '@coatcheck/shared/client'
import { z } from 'zod'

const key = 'coatcheck.unsaved'
const storedSchema = z.object({ viewerId: z.string(), exportIds: z.array(z.uuid()) })

export type StoredUnsaved = TrackerMemory['unsaved'] & {
  /** Keeps the exports of this viewer only. Returns whether they are those of the viewer before. */
  openFor: (viewerId: string) => boolean
  clear: () => void
}

/**
 * The exports that this tab has asked for and not saved yet, in sessionStorage: the tab saves them
 * when they are ready, also after a reload or when a session that expired is opened again.
 */
export function createStoredUnsaved(): StoredUnsaved {
  const stored = read()
  const ids = new Set(stored?.exportIds)
  let viewerId = stored?.viewerId

  function write() {
    sessionStorage.setItem(key, JSON.stringify({ viewerId, exportIds: [...ids] }))
  }

  function clear() {
    ids.clear()
    viewerId = undefined
    sessionStorage.removeItem(key)
  }

  return {
    has: (exportId) => ids.has(exportId),
    add(exportId) {
      ids.add(exportId)
      write()
    },
    delete(exportId) {
      const wasThere = ids.delete(exportId)
      if (wasThere) write()
      return wasThere
    },
    openFor(id) {
      const isSame = viewerId === id
      if (!isSame) clear()
      viewerId = id
      return isSame
    },
    clear,
  }
}

function read(): z.output<typeof storedSchema> | undefined {
  try {
    return storedSchema.parse(JSON.parse(sessionStorage.getItem(key) ?? 'null'))
  } catch {
    return undefined
  }
}
