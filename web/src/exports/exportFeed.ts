import type { ExportProgress } from '@coatcheck/shared'
import { computed, ref, shallowReactive, shallowRef, type ComputedRef, type Ref } from 'vue'
import type { Api } from '../api/client.ts'
import { createExportHistory, type ExportHistory } from './exportHistory.ts'
import { createExportPace, type ExportPace } from './exportPace.ts'
import { watchExports, type Connection } from './exportWatch.ts'

export interface ExportFeed {
  connection: Readonly<Ref<Connection>>
  /** The viewer's exports, the newest first. */
  list: ComputedRef<ExportProgress[]>
  /** The latest change of state of an export that this tab started. */
  news: Readonly<Ref<ExportProgress | null>>
  history: ExportHistory
  rowsPerSecond: ExportPace['rowsPerSecond']
  /** Adds an export, unless something newer is known of it. */
  add: (progress: ExportProgress) => void
  /** Loads and follows the exports. Returns a function that stops and forgets them. */
  follow: () => () => void
}

/**
 * The viewer's exports: the past ones from the history, updates from the subscription.
 *
 * @param isOwn whether this tab started an export; only then its changes are news
 */
export function createExportFeed(api: Api, isOwn: (exportId: string) => boolean): ExportFeed {
  const byId = shallowReactive(new Map<string, ExportProgress>())
  const connection = ref<Connection>('off')
  const news = shallowRef<ExportProgress | null>(null)
  const pace = createExportPace()
  const history = createExportHistory(api, add)

  function add(progress: ExportProgress) {
    if (!byId.has(progress.exportId)) byId.set(progress.exportId, progress)
  }

  function receive(progress: ExportProgress) {
    const previous = byId.get(progress.exportId)
    pace.observe(progress)
    byId.set(progress.exportId, progress)
    // The first state that arrives may be an old one.
    if (isOwn(progress.exportId) && previous && isNews(previous, progress)) news.value = progress
  }

  function follow() {
    const stop = watchExports({
      api,
      onProgress: receive,
      onConnection: (state) => (connection.value = state),
    })
    void history.load()
    return () => {
      stop()
      byId.clear()
      news.value = null
    }
  }

  const list = computed(() =>
    [...byId.values()].sort((one, other) => other.createdAt.localeCompare(one.createdAt)),
  )

  return { connection, list, news, history, rowsPerSecond: pace.rowsPerSecond, add, follow }
}

/** Whether to announce a change. A file that was downloaded expires without an announcement. */
function isNews(previous: ExportProgress, { state, errorCode }: ExportProgress): boolean {
  if (previous.state === 'delivered' && state === 'expired') return false
  return previous.state !== state || previous.errorCode !== errorCode
}
