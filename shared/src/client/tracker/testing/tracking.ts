import { createExportTracker } from '../createExportTracker.ts'
import type { TrackerOptions } from '../trackerParts.ts'
import { recordedDownloads, scriptedClient } from './scriptedClient.ts'

/** A tracker of a scripted client that has a listener. */
export function tracking(options: TrackerOptions & { prepares?: boolean } = {}) {
  const { prepares = true, ...rest } = options
  const server = scriptedClient({ prepares })
  const { started, click, downloads } = recordedDownloads()
  const tracker = createExportTracker(server.client, { downloads, ...rest })
  let changeCount = 0
  const unsubscribe = tracker.subscribe(() => (changeCount += 1))
  server.latest().onStarted()
  return {
    ...server,
    tracker,
    started,
    click,
    unsubscribe,
    changeCount: () => changeCount,
    states: () => tracker.getSnapshot().exports.map(({ state }) => state),
    first: () => tracker.getSnapshot().exports[0]!,
  }
}

/** Until promises that are settled have had their effects. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0)
  })
}
