import type { ExportProgress } from '../../exportProgress.ts'
import { gone, isInProgress, wasKept } from './progressState.ts'
import type { TrackerClient } from './trackerClient.ts'

interface CatchUpOptions {
  readonly client: TrackerClient
  /** The exports that the tracker knows. */
  readonly known: () => readonly ExportProgress[]
  /** Called with what the server says of them now. */
  readonly receive: (progress: ExportProgress) => void
}

export interface CatchUp {
  /** Notes that the subscription told something newer of an export. */
  heard(exportId: string): void
  /** The connection is lost, or made again. */
  lost(): void
  connecting(): void
  connected(): void
  stop(): void
}

/** As many as the server lists at once. */
const listMax = 100
const retryFirstMs = 1000
const retryMaxMs = 15_000

/**
 * Asks the server, after a lost connection, for the exports that were in progress or kept. A server
 * that was restarted knows nothing of them and does not report them in the subscription; only its
 * history says how they ended.
 */
export function createCatchUp({ client, known, receive }: CatchUpOptions): CatchUp {
  const heardIds = new Set<string>()
  let isBehind = false
  /** Of the latest run; an earlier one stops. */
  let runId = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const missed = () =>
    known().filter(
      (progress) =>
        (isInProgress(progress) || wasKept(progress)) && !heardIds.has(progress.exportId),
    )

  async function ask(id: number) {
    const asked = missed()
    if (asked.length === 0) return
    const latest = await latestOf(client, asked)
    if (id !== runId) return
    // What the subscription said in the meantime is newer.
    for (const progress of missed()) {
      if (asked.some(({ exportId }) => exportId === progress.exportId)) {
        receive(latest.get(progress.exportId) ?? gone(progress))
      }
    }
  }

  function attempt(id: number, pauseMs: number) {
    ask(id).then(
      () => {
        if (id === runId) isBehind = false
      },
      () => {
        if (id !== runId) return
        timer = setTimeout(() => attempt(id, Math.min(pauseMs * 2, retryMaxMs)), pauseMs)
      },
    )
  }

  function interrupt() {
    runId += 1
    clearTimeout(timer)
  }

  return {
    heard: (exportId) => heardIds.add(exportId),
    lost() {
      isBehind = true
      interrupt()
    },
    connecting: interrupt,
    connected() {
      if (!isBehind) return
      interrupt()
      heardIds.clear()
      attempt(runId, retryFirstMs)
    },
    stop() {
      isBehind = false
      interrupt()
    },
  }
}

async function latestOf(
  client: TrackerClient,
  asked: readonly ExportProgress[],
): Promise<Map<string, ExportProgress>> {
  const { list } = client.export
  const latest = await list.query({ limit: listMax })
  const byId = new Map(latest.map((progress) => [progress.exportId, progress]))
  if (latest.length < listMax) return byId
  // The others may be older than those.
  const others = asked.filter(({ exportId }) => !byId.has(exportId))
  const found = await Promise.all(others.map(({ exportId }) => list.query({ exportId })))
  for (const progress of found.flat()) byId.set(progress.exportId, progress)
  return byId
}
