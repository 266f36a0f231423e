import { shallowReactive } from 'vue'
import { z } from 'zod'

const key = 'coatcheck.unsaved'
const idsSchema = z.array(z.uuid())

export interface UnsavedExports {
  has: (exportId: string) => boolean
  add: (exportId: string) => void
  remove: (exportId: string) => void
  clear: () => void
}

/**
 * The exports that this tab has asked for and not saved yet, in sessionStorage: the tab saves them
 * when they are ready, after a reload too.
 */
export function createUnsavedExports(): UnsavedExports {
  const ids = shallowReactive(new Set(read()))
  const write = () => sessionStorage.setItem(key, JSON.stringify([...ids]))
  return {
    has: (exportId) => ids.has(exportId),
    add(exportId) {
      ids.add(exportId)
      write()
    },
    remove(exportId) {
      if (ids.delete(exportId)) write()
    },
    clear() {
      ids.clear()
      sessionStorage.removeItem(key)
    },
  }
}

function read(): string[] {
  try {
    return idsSchema.parse(JSON.parse(sessionStorage.getItem(key) ?? '[]'))
  } catch {
    return []
  }
}
