import { shallowReactive } from 'vue'
import { z } from 'zod'

const key = 'coatcheck.unsaved'
const storedSchema = z.object({ viewerId: z.string(), exportIds: z.array(z.uuid()) })

export interface UnsavedExports {
  has: (exportId: string) => boolean
  /** Adds an export of the viewer for whom this was opened. */
  add: (exportId: string) => void
  remove: (exportId: string) => void
  /** Keeps the exports of this viewer only. Returns whether they are those of the viewer before. */
  openFor: (viewerId: string) => boolean
  clear: () => void
}

/**
 * The exports that this tab has asked for and not saved yet, in sessionStorage: the tab saves them
 * when they are ready, also after a reload or when a session that expired is opened again.
 */
export function createUnsavedExports(): UnsavedExports {
  const stored = read()
  const ids = shallowReactive(new Set(stored?.exportIds))
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
      // The viewer may have signed out before the server responded.
      if (viewerId === undefined) return
      ids.add(exportId)
      write()
    },
    remove(exportId) {
      if (ids.delete(exportId)) write()
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
