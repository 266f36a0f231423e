import type { ExportProgress } from '@coatcheck/shared'
import { computed, ref, shallowReactive, shallowRef, type ComputedRef, type Ref } from 'vue'
import type { Api } from '../api/client.ts'
import { createExportHistory, type ExportHistory } from './exportHistory.ts'
import { isInProgress } from './exportProgress.ts'
import { createExportPace, type ExportPace } from './exportPace.ts'
import { watchExports, type Connection } from './exportWatch.ts'

/** As many as the server lists at once. */
const caughtUpMax = 100

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
  /** What the subscription has told since the connection was made. */
  const heard = new Set<string>()
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
    heard.add(progress.exportId)
    onProgress(progress)
  }

  /**
   * After the line was cut: a server that has started anew knows nothing of what was in progress, and
   * says only in the history how that ended.
   */
  async function catchUp() {
    heard.clear()
    const known = [...byId.values()].filter(isInProgress)
    if (known.length === 0) return
    const latest = await api.export.list.query({ limit: caughtUpMax }).catch(() => null)
    if (latest === null) return
    const listed = new Map(latest.map((progress) => [progress.exportId, progress]))
    for (const progress of known) {
      // What the subscription said meanwhile is newer.
      if (heard.has(progress.exportId) || !byId.has(progress.exportId)) continue
      receive(listed.get(progress.exportId) ?? lost(progress))
    }
  }

  function connected(state: Connection) {
    const wasLost = connection.value === 'lost'
    connection.value = state === 'connecting' && wasLost ? 'lost' : state
    if (state === 'live' && wasLost) void catchUp()
  }

  function follow() {
    const stop = watchExports({ api, onProgress: receive, onConnection: connected })
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

/** An export whose server knows nothing of it any more. */
function lost(progress: ExportProgress): ExportProgress {
  return {
    ...progress,
    state: 'failed',
    errorCode: 'worker-failed',
    placeInLine: null,
    waitS: null,
  }
}

/** Whether to announce a change. A file that was downloaded expires without an announcement. */
function isNews(previous: ExportProgress, { state, errorCode }: ExportProgress): boolean {
  if (previous.state === 'delivered' && state === 'expired') return false
  return previous.state !== state || previous.errorCode !== errorCode
}
