import type { ExportProgress } from '@coatcheck/shared'
import {
  createDownloads,
  createExportTracker,
  type ExportTracker,
  type TrackerSnapshot,
} from '@coatcheck/shared/client'
import { computed, shallowRef, triggerRef, watch, type ComputedRef, type Ref } from 'vue'
import type { Api } from '../api/client.ts'
import { useSessionStore } from '../session/sessionStore.ts'
import { inOneTab } from './inOneTab.ts'
import type { StoredReceipts } from './storedReceipts.ts'
import { createStoredUnsaved } from './storedUnsaved.ts'

interface SessionTrackerOptions {
  api: Api
  receipts: StoredReceipts
  /** Called when a session has begun and its exports are followed. */
  onOpened: () => void
}

export interface SessionTracker {
  /** Of the session that is open. Throws an error if none is. */
  current: () => ExportTracker<Api>
  snapshot: ComputedRef<TrackerSnapshot>
  /** The latest change of state of an export that this tab started. */
  news: Readonly<Ref<ExportProgress | null>>
  /** Adds an export of the past, if the viewer is still there. */
  add: (progress: ExportProgress) => void
}

const none: TrackerSnapshot = {
  connection: 'off',
  connectionError: null,
  limits: null,
  exports: [],
}

/** Follows the exports of the viewer who is signed in: one tracker for each session. */
export function createSessionTracker(options: SessionTrackerOptions): SessionTracker {
  const { api, receipts, onOpened } = options
  const session = useSessionStore()
  const own = new Set<string>()
  const unsaved = createStoredUnsaved()
  const downloads = createDownloads()
  const tracker = shallowRef<ExportTracker<Api> | null>(null)
  const snapshot = computed(() => tracker.value?.getSnapshot() ?? none)
  const news = shallowRef<ExportProgress | null>(null)

  function open(viewerId: string) {
    if (!unsaved.openFor(viewerId)) own.clear()
    tracker.value = createExportTracker(api, {
      memory: { own, unsaved, receipts },
      downloads,
      inOneTab: (exportId, work) => inOneTab(`coatcheck.save.${exportId}`, work),
      onNews: (progress) => (news.value = progress),
    })
    tracker.value.subscribe(() => triggerRef(tracker))
  }

  function close() {
    tracker.value?.close()
    tracker.value = null
    news.value = null
    receipts.clear()
    // The same viewer may come back after an expired session.
    if (session.endedBy !== 'signed-out') return
    own.clear()
    unsaved.clear()
  }

  watch(
    () => session.viewer?.id,
    (viewerId, _previous, onCleanup) => {
      if (viewerId === undefined) return
      open(viewerId)
      onOpened()
      onCleanup(close)
    },
    { immediate: true },
  )

  return {
    current() {
      if (!tracker.value) throw new Error('There is no session.')
      return tracker.value
    },
    snapshot,
    news,
    add: (progress) => tracker.value?.add(progress),
  }
}
