import type { ExportProgress } from '@coatcheck/shared'
import type { Api } from '../api/client.ts'

export type Connection = 'off' | 'connecting' | 'live' | 'lost'

interface ExportWatchOptions {
  api: Api
  onProgress: (progress: ExportProgress) => void
  onConnection: (connection: Connection) => void
}

const retryFirstMs = 1000
const retryMaxMs = 30_000

/**
 * The tab's one subscription to its viewer's exports: HTTP/1.1 allows six connections per host.
 * The link resumes after a dropped line by itself; what it gives up on is begun again here.
 * Returns what ends it.
 */
export function watchExports({ api, onProgress, onConnection }: ExportWatchOptions): () => void {
  let lastEventId: string | undefined
  let retryMs = retryFirstMs
  let timer: ReturnType<typeof setTimeout> | undefined
  let subscription: { unsubscribe: () => void } | undefined
  let stopped = false
  let startedAtMs = Infinity

  function connect() {
    startedAtMs = Infinity
    onConnection('connecting')
    subscription = api.export.watch.subscribe(
      { lastEventId },
      {
        onStarted() {
          retryMs = retryFirstMs
          startedAtMs = performance.now()
          if (!stopped) onConnection('live')
        },
        onData({ id, data }) {
          lastEventId = id
          if (!stopped) onProgress(data)
        },
        onConnectionStateChange({ state, error }) {
          if (!stopped && state === 'connecting' && error) onConnection('lost')
        },
        onError: connectLater,
        onComplete: connectAgain,
      },
    )
  }

  /** The server ends each connection with the token that it was opened with. */
  function connectAgain() {
    const hasLasted = performance.now() - startedAtMs >= retryFirstMs
    if (hasLasted && !stopped) connect()
    else connectLater()
  }

  /** Also when the token was refused: either another one comes, or the session ends, and this. */
  function connectLater() {
    if (stopped) return
    onConnection('lost')
    clearTimeout(timer)
    timer = setTimeout(connect, retryMs)
    retryMs = Math.min(retryMs * 2, retryMaxMs)
  }

  connect()
  return () => {
    stopped = true
    clearTimeout(timer)
    subscription?.unsubscribe()
    onConnection('off')
  }
}
