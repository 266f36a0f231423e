import { setTimeout as sleep } from 'node:timers/promises'
import type { ExportProgress } from '@coatcheck/shared'
import { abortError } from '../concurrency/linkedAbort.ts'
import type { ProgressStore } from '../progress/progressStore.ts'
import { isUnderWay } from '../progress/underWay.ts'
import type { FileStore } from '../spool/fileStore.ts'
import type { TicketRecord } from '../tickets/ticketStore.ts'
import { ExportJob } from './exportJob.ts'
import type { ExportRegistry } from './exportRegistry.ts'
import { overQuota, type ViewerQuota } from './keptFiles.ts'
import type { Retention } from './retention.ts'

export interface SharedFilesOptions {
  /** Where all nodes find finished files; without it nothing is found. */
  readonly files: FileStore | undefined
  readonly registry: Pick<ExportRegistry, 'find' | 'lend' | 'handOver'>
  readonly progress: Pick<ProgressStore, 'isShared' | 'list' | 'publishMessage'>
}

/** Between two looks for what another node is writing. */
const lookEveryMs = 500
/** How long a claim may be spent before the node that has it says so. */
const beginsWithinMs = 3_000

/** Exports of other nodes, and of nodes that are gone, whose files are in the store. */
export class SharedFiles {
  readonly #options: SharedFilesOptions

  constructor(options: SharedFilesOptions) {
    this.#options = options
  }

  /** Whether there is a store. */
  get exist(): boolean {
    return this.#options.files !== undefined
  }

  /**
   * Resolves if files can be kept at this moment.
   *
   * @throws AppError `store-unavailable`
   */
  async check(): Promise<void> {
    await this.#options.files?.check()
  }

  /**
   * The export of a file that is kept; undefined if there is none. Call `giveBack` when done with it.
   *
   * @throws AppError `store-unavailable`
   */
  async borrow(exportId: string, lateMs = 0): Promise<ExportJob | undefined> {
    const { files, progress, registry } = this.#options
    const kept = await files?.find(exportId, lateMs)
    if (!kept) return undefined
    const viewerId = kept.manifest.record.viewer.id
    const known = (await this.#progressOf(viewerId, exportId))?.state
    const isGone = known === 'expired' && lateMs === 0
    if (isGone || known === 'cancelled' || known === 'failed') return undefined
    const state = known === 'delivered' ? 'delivered' : 'ready'
    return (
      registry.find(exportId) ??
      registry.lend(ExportJob.ofKeptFile(kept, { state, isBorrowed: progress.isShared }))
    )
  }

  giveBack(job: ExportJob): void {
    if (job.isBorrowed && job.deliveryCount === 0) this.#options.registry.handOver(job)
  }

  /** As `borrow` does; waits for the file while another node writes it. */
  async borrowWhenReady(
    { exportId, viewer }: TicketRecord,
    signal: AbortSignal,
  ): Promise<ExportJob | undefined> {
    const sinceMs = performance.now()
    for (let isLast = false; ;) {
      const job = await this.borrow(exportId)
      if (job || isLast) return job
      isLast = !(await this.#mayComeYet(viewer.id, exportId, performance.now() - sinceMs))
      if (!isLast) await sleep(lookEveryMs, undefined, { signal }).catch(() => {})
      if (signal.aborted) throw abortError(signal)
    }
  }

  /** Drops the oldest files of a viewer who keeps more than one may, on whichever nodes. */
  async keepWithin(quota: ViewerQuota, viewerId: string, retention: Retention): Promise<void> {
    const { progress, registry } = this.#options
    const kept = (await progress.list(viewerId))
      .filter(({ deliveryCount, keptUntil }) => keptUntil !== null && deliveryCount === 0)
      .sort((one, other) => (one.finishedAt ?? '').localeCompare(other.finishedAt ?? ''))
    for (const { exportId } of overQuota(kept, quota)) {
      const job = registry.find(exportId) ?? (await this.borrow(exportId))
      if (!job?.isShared || job.deliveryCount > 0) continue
      retention.drop(job)
      progress.publishMessage({ type: 'gone', exportId })
      this.giveBack(job)
    }
  }

  async #mayComeYet(viewerId: string, exportId: string, waitedMs: number): Promise<boolean> {
    const known = await this.#progressOf(viewerId, exportId)
    if (!known) return false
    if (known.state === 'waiting') return waitedMs < beginsWithinMs
    if (!isUnderWay(known)) return false
    this.#options.progress.publishMessage({ type: 'wanted', exportId })
    return true
  }

  async #progressOf(viewerId: string, exportId: string): Promise<ExportProgress | undefined> {
    const all = await this.#options.progress.list(viewerId)
    return all.find((known) => known.exportId === exportId)
  }
}
