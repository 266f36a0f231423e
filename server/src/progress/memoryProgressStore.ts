import type { ExportProgress, ExportRequest } from '@coatcheck/shared'
import { RecentMap } from '../recentMap.ts'
import type { ProgressStore, NodeMessage } from './progressStore.ts'
import { LatestProgress } from './latestProgress.ts'
import { mergedParts, sentPartsMax, type SentPart } from './sentParts.ts'
import { unlessOver } from './underWay.ts'

/** Clients whose parts are remembered; the oldest are forgotten. */
const sentMax = 1_000
/** Exports that are remembered although the node has let them go; older ones are in the audit log. */
const leftMax = 1_000
/** Ends that are remembered: only those at the same moment matter. */
const endedMax = 1_000

/** The progress of a single node. */
export class MemoryProgressStore implements ProgressStore {
  readonly isShared = false
  readonly #exports = new Map<string, Map<string, ExportProgress>>()
  readonly #requests = new Map<string, { viewerId: string; request: ExportRequest }>()
  /** By export that this node has let go: its viewer; the oldest first. */
  readonly #left = new Map<string, string>()
  readonly #ended = new RecentMap<string, true>(endedMax)
  /** By export and client. */
  readonly #sent = new RecentMap<string, readonly SentPart[]>(sentMax)
  readonly #subscribers = new Map<string, Set<LatestProgress>>()
  #onMessage: (message: NodeMessage) => void = () => {}

  publish(viewerId: string, progress: ExportProgress): void {
    this.#left.delete(progress.exportId)
    const exports = this.#exports.get(viewerId) ?? new Map<string, ExportProgress>()
    this.#exports.set(viewerId, exports.set(progress.exportId, progress))
    for (const subscriber of this.#subscribers.get(viewerId) ?? []) subscriber.add(progress)
  }

  keepRequest(viewerId: string, exportId: string, request: ExportRequest): void {
    this.#requests.set(exportId, { viewerId, request })
  }

  async requestOf(viewerId: string, exportId: string): Promise<ExportRequest | null> {
    const kept = this.#requests.get(exportId)
    return kept?.viewerId === viewerId ? kept.request : null
  }

  letGo(viewerId: string, exportId: string): void {
    this.#left.delete(exportId)
    this.#left.set(exportId, viewerId)
    for (const [oldestId, itsViewerId] of this.#left) {
      if (this.#left.size <= leftMax) return
      this.remove(itsViewerId, oldestId)
    }
  }

  async claimEnd(exportId: string): Promise<boolean> {
    const isFirst = !this.#ended.get(exportId)
    this.#ended.set(exportId, true)
    return isFirst
  }

  remove(viewerId: string, exportId: string): void {
    this.#left.delete(exportId)
    this.#requests.delete(exportId)
    const exports = this.#exports.get(viewerId)
    exports?.delete(exportId)
    if (exports?.size === 0) this.#exports.delete(viewerId)
  }

  async list(viewerId: string): Promise<ExportProgress[]> {
    return [...(this.#exports.get(viewerId)?.values() ?? [])].map(unlessOver)
  }

  async *subscribe(
    viewerId: string,
    signal: AbortSignal,
  ): AsyncGenerator<ExportProgress, void, undefined> {
    const subscriber = new LatestProgress(this.#exports.get(viewerId)?.values())
    const subscribers = this.#subscribers.get(viewerId) ?? new Set()
    this.#subscribers.set(viewerId, subscribers.add(subscriber))
    try {
      yield* subscriber.read(signal)
    } finally {
      subscribers.delete(subscriber)
      if (subscribers.size === 0) this.#subscribers.delete(viewerId)
    }
  }

  async addSent(exportId: string, client: string, sent: readonly SentPart[]): Promise<SentPart[]> {
    const key = `${exportId}:${client}`
    const all = mergedParts([...(this.#sent.get(key) ?? []), ...sent]).slice(0, sentPartsMax)
    this.#sent.set(key, all)
    return all
  }

  publishMessage(message: NodeMessage): void {
    this.#onMessage(message)
  }

  subscribeToMessages(listener: (message: NodeMessage) => void): void {
    this.#onMessage = listener
  }

  async close(): Promise<void> {
    this.#exports.clear()
    this.#requests.clear()
    this.#sent.clear()
  }
}
