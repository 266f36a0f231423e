import type { ExportProgress } from '../../exportProgress.ts'
import { createCatchUp } from './catchUp.ts'
import { createConnectionState, type ConnectionState } from './connectionState.ts'
import { createExportPace } from './exportPace.ts'
import { frozenCopy } from './frozenCopy.ts'
import { gone, isNews } from './progressState.ts'
import type { TrackerClient } from './trackerClient.ts'
import { watchExports, type TrackerConnection } from './watchExports.ts'

export interface FeedOptions {
  readonly client: TrackerClient
  /** Whether this tracker started an export; only then its changes are news. */
  readonly isOwn: (exportId: string) => boolean
  /** Called with what the server says of an export. */
  readonly onProgress: (progress: ExportProgress) => void
  readonly onNews: (progress: ExportProgress) => void
  readonly onChange: () => void
}

export interface ExportFeed {
  readonly connection: Pick<ConnectionState, 'get' | 'error'>
  readonly get: (exportId: string) => ExportProgress | undefined
  readonly all: () => readonly ExportProgress[]
  readonly isOwn: (exportId: string) => boolean
  readonly rowsPerSecond: (exportId: string) => number | null
  /** Adds an export of which nothing newer is known. */
  readonly add: (progress: ExportProgress) => void
  /** Adds an export that has just been started; the server may have reported it already. */
  readonly begin: (progress: ExportProgress) => void
  /** Asks the server for one export again. */
  readonly refresh: (exportId: string) => Promise<void>
  /** Follows the exports, if it does not yet. */
  readonly open: () => void
  /** Stops and forgets them. */
  readonly close: () => void
}

/** The viewer's exports, updated by one subscription. */
export function createExportFeed({
  client,
  isOwn,
  onProgress,
  onNews,
  onChange,
}: FeedOptions): ExportFeed {
  const byId = new Map<string, ExportProgress>()
  const pace = createExportPace()
  const connection = createConnectionState()
  let stop: (() => void) | undefined

  function keep(progress: ExportProgress): ExportProgress {
    const known = byId.get(progress.exportId)
    if (known && isSame(known, progress)) return known
    const kept = frozenCopy(progress)
    byId.set(progress.exportId, kept)
    onChange()
    return kept
  }

  function receive(received: ExportProgress) {
    const previous = byId.get(received.exportId)
    pace.observe(received)
    const progress = keep(received)
    // The first state that arrives may be an old one.
    if (previous && isOwn(progress.exportId) && isNews(previous, progress)) onNews(progress)
    catchUp.heard(progress.exportId)
    onProgress(progress)
  }

  const catchUp = createCatchUp({ client, known: () => [...byId.values()], receive })

  function connected(state: TrackerConnection, error?: unknown) {
    if (state === 'lost') catchUp.lost()
    else if (state === 'live') catchUp.connected()
    else catchUp.connecting()
    connection.set(state, error)
    onChange()
  }

  return {
    connection,
    get: (exportId) => byId.get(exportId),
    all: () => [...byId.values()],
    isOwn,
    rowsPerSecond: pace.rowsPerSecond,
    add(progress) {
      if (!byId.has(progress.exportId)) onProgress(keep(progress))
    },
    begin(progress) {
      const known = byId.get(progress.exportId)
      if (!known) {
        keep(progress)
        return
      }
      if (isNews(progress, known)) onNews(known)
      onProgress(known)
    },
    async refresh(exportId) {
      const [latest] = await client.export.list.query({ exportId })
      const known = byId.get(exportId)
      // The tracker may have been closed in the meantime.
      if (known) receive(latest ?? gone(known))
    },
    open() {
      stop ??= watchExports({ client, onProgress: receive, onConnection: connected })
    },
    close() {
      byId.clear()
      stop?.()
      catchUp.stop()
    },
  }
}

/** A new connection begins with all exports, most of them unchanged. */
function isSame(one: ExportProgress, other: ExportProgress): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
