import type { ExportProgress } from '@coatcheck/shared'
import type { Api } from '../api/client.ts'
import { isInProgress, wasKept } from './exportProgress.ts'
import { pause } from './pause.ts'

interface CatchUpOptions {
  api: Api
  /** The exports that the page shows. */
  known: () => ExportProgress[]
  /** Called with what the server says of them now. */
  receive: (progress: ExportProgress) => void
}

export interface CatchUp {
  /** Notes that the subscription told something newer of an export. */
  heard: (exportId: string) => void
  /** The connection is lost, or made again. */
  lost: () => void
  connecting: () => void
  connected: () => void
  /** The viewer leaves. */
  stop: () => void
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
export function createCatchUp({ api, known, receive }: CatchUpOptions): CatchUp {
  const heardIds = new Set<string>()
  let isBehind = false
  /** Of the latest run; an earlier one stops. */
  let runId = 0

  const missed = () =>
    known().filter(
      (progress) =>
        (isInProgress(progress) || wasKept(progress)) && !heardIds.has(progress.exportId),
    )

  async function attempt(id: number) {
    const asked = missed()
    if (asked.length === 0) return
    const latest = await latestOf(api, asked)
    if (id !== runId) return
    // What the subscription said in the meantime is newer.
    for (const progress of missed()) {
      if (asked.some(({ exportId }) => exportId === progress.exportId)) {
        receive(latest.get(progress.exportId) ?? gone(progress))
      }
    }
  }

  async function run() {
    const id = (runId += 1)
    heardIds.clear()
    for (let pauseMs = retryFirstMs; ; pauseMs = Math.min(pauseMs * 2, retryMaxMs)) {
      try {
        await attempt(id)
        if (id === runId) isBehind = false
        return
      } catch {
        await pause(pauseMs)
      }
      if (id !== runId) return
    }
  }

  const interrupt = () => (runId += 1)

  return {
    heard: (exportId) => heardIds.add(exportId),
    lost() {
      isBehind = true
      interrupt()
    },
    connecting: interrupt,
    connected() {
      if (isBehind) void run()
    },
    stop() {
      isBehind = false
      interrupt()
    },
  }
}

async function latestOf(
  api: Api,
  asked: readonly ExportProgress[],
): Promise<Map<string, ExportProgress>> {
  const latest = await api.export.list.query({ limit: listMax })
  const byId = new Map(latest.map((progress) => [progress.exportId, progress]))
  if (latest.length < listMax) return byId
  // The others may be older than those.
  const others = asked.filter(({ exportId }) => !byId.has(exportId))
  const found = await Promise.all(others.map(({ exportId }) => api.export.list.query({ exportId })))
  for (const progress of found.flat()) byId.set(progress.exportId, progress)
  return byId
}

/** An export whose server no longer knows anything of it. */
export function gone(progress: ExportProgress): ExportProgress {
  const ended = { ...progress, placeInLine: null, waitS: null, deliveryCount: 0, keptUntil: null }
  return wasKept(progress)
    ? { ...ended, state: 'expired' }
    : { ...ended, state: 'failed', errorCode: 'worker-failed' }
}
