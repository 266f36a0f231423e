import type { ExportProgress } from '../../exportProgress.ts'
import type { TrackerClient } from './trackerClient.ts'

/** `off` before the first listener or export, and after `close`. */
export type TrackerConnection = 'off' | 'connecting' | 'live' | 'lost'

interface WatchOptions {
  readonly client: TrackerClient
  readonly onProgress: (progress: ExportProgress) => void
  /** @param error why it is lost, if that is known */
  readonly onConnection: (connection: TrackerConnection, error?: unknown) => void
}

const retryFirstMs = 1000
const retryMaxMs = 30_000

/**
 * Subscribes to the viewer's exports. A tab has one subscription: over HTTP/1.1 a browser opens six
 * connections per host. The tRPC link resumes after a dropped connection; if it gives up, this
 * subscribes again. Returns a function that ends the subscription.
 */
export function watchExports({ client, onProgress, onConnection }: WatchOptions): () => void {
  let lastEventId: string | undefined
  let retryMs = retryFirstMs
  let timer: ReturnType<typeof setTimeout> | undefined
  let subscription: { unsubscribe: () => void } | undefined
  let startedAtMs = Infinity
  /** Of the latest subscription; what an earlier one still says does not count. */
  let latestId = 0

  function connect() {
    const id = (latestId += 1)
    const ifLatest = (work: () => void) => {
      if (id === latestId) work()
    }
    startedAtMs = Infinity
    onConnection('connecting')
    const handlers = {
      onStarted: () => ifLatest(started),
      onData: (event: { id: string; data: ExportProgress }) =>
        ifLatest(() => {
          lastEventId = event.id
          onProgress(event.data)
        }),
      onConnectionStateChange: ({ state, error }: { state: string; error?: unknown }) =>
        ifLatest(() => {
          if (state === 'connecting' && error) onConnection('lost', error)
        }),
      onError: (error: unknown) => ifLatest(() => connectLater(error)),
      onComplete: () => ifLatest(connectAgain),
    }
    try {
      subscription = client.export.watch.subscribe({ lastEventId }, handlers)
    } catch (error) {
      // Links that support no subscriptions throw.
      connectLater(error)
    }
  }

  function started() {
    retryMs = retryFirstMs
    startedAtMs = performance.now()
    onConnection('live')
  }

  /** The server closes a connection when its token expires. */
  function connectAgain() {
    const hasLasted = performance.now() - startedAtMs >= retryFirstMs
    if (hasLasted) connect()
    else connectLater()
  }

  /** Also after a rejected token: it is renewed soon, or the session and this subscription end. */
  function connectLater(error?: unknown) {
    onConnection('lost', error)
    clearTimeout(timer)
    timer = setTimeout(connect, retryMs)
    retryMs = Math.min(retryMs * 2, retryMaxMs)
  }

  connect()
  return () => {
    latestId += 1
    clearTimeout(timer)
    subscription?.unsubscribe()
    onConnection('off')
  }
}
