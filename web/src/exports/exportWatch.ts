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
 * Subscribes to the viewer's exports. A tab has one subscription: over HTTP/1.1 a browser opens six
 * connections per host. The tRPC link resumes after a dropped connection; if it gives up, this
 * subscribes again. Returns a function that ends the subscription.
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

  /** The server closes a connection when its token expires. */
  function connectAgain() {
    const hasLasted = performance.now() - startedAtMs >= retryFirstMs
    if (hasLasted && !stopped) connect()
    else connectLater()
  }

  /** Also after a rejected token: it is renewed soon, or the session and this subscription end. */
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
