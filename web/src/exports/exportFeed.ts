import type { ExportProgress } from '@coatcheck/shared'
import { computed, ref, shallowReactive, shallowRef, type ComputedRef, type Ref } from 'vue'
import type { Api } from '../api/client.ts'
import { createCatchUp, gone } from './catchUp.ts'
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
  /** Adds an export that this tab has just started; the server may have reported it already. */
  begin: (progress: ExportProgress) => void
  /** Asks the server for one export again. */
  refresh: (exportId: string) => Promise<void>
  /** Loads and follows the exports. Returns a function that stops and forgets them. */
  follow: () => () => void
}

export interface ExportFeedOptions {
  api: Api
  /** Whether this tab started an export; only then its changes are news. */
  isOwn: (exportId: string) => boolean
  /** Called with what the server says of an export. */
  onProgress?: (progress: ExportProgress) => void
}

/** The viewer's exports: the past ones from the history, updates from the subscription. */
export function createExportFeed({
  api,
  isOwn,
  onProgress = () => {},
}: ExportFeedOptions): ExportFeed {
  const byId = shallowReactive(new Map<string, ExportProgress>())
  const connection = ref<Connection>('off')
  const news = shallowRef<ExportProgress | null>(null)
  const pace = createExportPace()
  const catchUp = createCatchUp({ api, known: () => [...byId.values()], receive })
  const history = createExportHistory(api, add)

  function add(progress: ExportProgress) {
    if (byId.has(progress.exportId)) return
    byId.set(progress.exportId, progress)
    onProgress(progress)
  }

  function receive(progress: ExportProgress) {
    const previous = byId.get(progress.exportId)
    pace.observe(progress)
    byId.set(progress.exportId, progress)
    // The first state that arrives may be an old one.
    if (isOwn(progress.exportId) && previous && isNews(previous, progress)) news.value = progress
    catchUp.heard(progress.exportId)
    onProgress(progress)
  }

  function begin(progress: ExportProgress) {
    const known = byId.get(progress.exportId)
    if (!known) {
      byId.set(progress.exportId, progress)
      return
    }
    if (isNews(progress, known)) news.value = known
    onProgress(known)
  }

  async function refresh(exportId: string) {
    const [latest] = await api.export.list.query({ exportId })
    const known = byId.get(exportId)
    // The viewer may have left in the meantime.
    if (known) receive(latest ?? gone(known))
  }

  function connected(state: Connection) {
    const wasLost = connection.value === 'lost'
    connection.value = state === 'connecting' && wasLost ? 'lost' : state
    if (state === 'lost') catchUp.lost()
    else if (state === 'live') catchUp.connected()
    else catchUp.connecting()
  }

  function follow() {
    const stop = watchExports({ api, onProgress: receive, onConnection: connected })
    void history.load()
    return () => {
      stop()
      catchUp.stop()
      byId.clear()
      news.value = null
    }
  }

  const list = computed(() =>
    [...byId.values()].sort((one, other) => other.createdAt.localeCompare(one.createdAt)),
  )

  return {
    connection,
    list,
    news,
    history,
    rowsPerSecond: pace.rowsPerSecond,
    begin,
    refresh,
    follow,
  }
}

/** Whether to announce a change. A file that was downloaded expires without an announcement. */
function isNews(previous: ExportProgress, { state, errorCode }: ExportProgress): boolean {
  if (previous.state === 'delivered' && state === 'expired') return false
  return previous.state !== state || previous.errorCode !== errorCode
}
