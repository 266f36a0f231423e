import { setTimeout as sleep } from 'node:timers/promises'
import type { ExportProgress } from '@coatcheck/shared'
import { abortError } from '../concurrency/linkedAbort.ts'
import type { CoatcheckLimits } from '../limits.ts'
import type { ProgressStore } from '../progress/progressStore.ts'
import { isUnderWay } from '../progress/underWay.ts'
import type { FileStore, KeptFile } from '../spool/fileStore.ts'
import type { TicketRecord } from '../tickets/ticketStore.ts'
import { ExportJob } from './exportJob.ts'
import type { ExportRegistry } from './exportRegistry.ts'
import { overQuota } from './keptFiles.ts'
import type { Retention } from './retention.ts'
import type { SharedEnds } from './sharedEnds.ts'

export interface SharedFilesOptions {
  /** Where all nodes find finished files; without it nothing is found. */
  readonly files: FileStore | undefined
  readonly registry: Pick<ExportRegistry, 'find' | 'lend'>
  readonly retention: Pick<Retention, 'leave'>
  readonly ends: Pick<SharedEnds, 'drop' | 'expire'>
  readonly progress: Pick<ProgressStore, 'list' | 'publishMessage'>
  readonly limits: Pick<
    CoatcheckLimits,
    'ticketTtlMs' | 'deliveryDeadlineMs' | 'keptPerViewerMax' | 'keptBytesPerViewerMax'
  >
}

/** Quotas are looked at so long after a file is kept: once for all that a viewer has made meanwhile. */
const quotaDelayMs = 1_000
/** Between two looks for what another node is writing. */
const lookEveryMs = 500
/** How long a claim may be spent before the node that has it says so. */
const beginsWithinMs = 3_000
/** The clocks of nodes differ by less. */
const clocksDifferMs = 5_000

/** Exports of other nodes, and of nodes that are gone, whose files are in the store. */
export class SharedFiles {
  readonly #options: SharedFilesOptions
  /** How long a file can be fetched after its time, by a ticket that was issued just before. */
  readonly #ticketMs: number
  /** By viewer whose quotas are about to be looked at. */
  readonly #quotaTimers = new Map<string, NodeJS.Timeout>()

  constructor(options: SharedFilesOptions) {
    this.#options = options
    this.#ticketMs = options.limits.ticketTtlMs + clocksDifferMs
    options.files?.listen({
      ticketMs: this.#ticketMs,
      readMs: options.limits.deliveryDeadlineMs,
      onExpired: (kept) => this.#expire(kept),
      onAbandoned: (kept) => this.#dropIfFailed(kept),
    })
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
   * The export, if this node has it, or its file is kept; undefined otherwise. Call `giveBack` when done
   * with it.
   *
   * @param byTicket whether a ticket says that it may be had: also when its time is just over
   * @throws AppError `store-unavailable`
   */
  async take(exportId: string, { byTicket = false } = {}): Promise<ExportJob | undefined> {
    const { files, registry } = this.#options
    const here = registry.find(exportId)
    if (here) return held(here)
    const kept = await files?.find(exportId, byTicket ? this.#ticketMs : 0)
    if (!kept) return undefined
    const known = await this.#progressOf(kept.manifest.record.viewer.id, exportId)
    const hasEnded = hasEndedBy(known) && !(byTicket && known?.state === 'expired')
    return hasEnded ? undefined : this.#lend(kept, known)
  }

  /** Gives back what `take` has returned. */
  giveBack(job: ExportJob): void {
    job.release()
    if (job.isShared) this.#options.retention.leave(job)
  }

  /** As `take` does; waits for the file while another node writes it. */
  async takeWhenReady(
    { exportId, viewer }: TicketRecord,
    signal: AbortSignal,
  ): Promise<ExportJob | undefined> {
    const sinceMs = performance.now()
    for (let isLast = false; ;) {
      const job = await this.take(exportId)
      if (job || isLast) return job
      isLast = !(await this.#mayComeYet(viewer.id, exportId, performance.now() - sinceMs))
      if (!isLast) await sleep(lookEveryMs, undefined, { signal }).catch(() => {})
      if (signal.aborted) throw abortError(signal)
    }
  }

  /** A file of this viewer is kept: the oldest ones may have to go. */
  keptFor(viewerId: string): void {
    if (this.#quotaTimers.has(viewerId)) return
    const timer = setTimeout(() => {
      this.#quotaTimers.delete(viewerId)
      // What cannot be dropped now goes with the next file, or when it expires.
      this.#keepWithin(viewerId).catch(() => {})
    }, quotaDelayMs)
    this.#quotaTimers.set(viewerId, timer.unref())
  }

  close(): void {
    for (const timer of this.#quotaTimers.values()) clearTimeout(timer)
    this.#quotaTimers.clear()
  }

  /**
   * Drops the oldest files of a viewer who keeps more than one may, whichever nodes have written them.
   * Files that are being sent do not count.
   */
  async #keepWithin(viewerId: string): Promise<void> {
    const { ends, files, limits, progress } = this.#options
    if (!files) return
    const known = await progress.list(viewerId)
    const sentNow = new Set(
      known.filter(({ deliveryCount }) => deliveryCount > 0).map(({ exportId }) => exportId),
    )
    const kept = (await files.listOf(viewerId)).filter(({ exportId }) => !sentNow.has(exportId))
    for (const { exportId } of overQuota(kept, ({ sizeBytes }) => sizeBytes, limits)) {
      const job = await this.take(exportId)
      if (!job) continue
      try {
        if (job.deliveryCount === 0) await ends.drop(job)
      } finally {
        this.giveBack(job)
      }
    }
  }

  /** Ends a file whose time is over, unless it is being sent. */
  async #expire(kept: KeptFile): Promise<boolean> {
    const { ends, files } = this.#options
    const { exportId, viewer } = kept.manifest.record
    const known = await this.#progressOf(viewer.id, exportId).catch(() => null)
    // Without Redis for the moment, or being sent.
    if (known === null || (known?.deliveryCount ?? 0) > 0) return false
    const job = this.#lend(kept, known)
    try {
      // It has ended before, while the store was out of reach.
      const hasEnded = known?.state === 'failed' || known?.state === 'cancelled'
      if (hasEnded || !job.isShared) await files?.expire(kept.manifest)
      else await ends.expire(job)
    } finally {
      this.giveBack(job)
    }
    return true
  }

  /**
   * A node has died just when a file of it was whole. If its viewer was told that the export has failed,
   * because no node said that it is ready, the file is of no use.
   */
  async #dropIfFailed({ manifest }: KeptFile): Promise<void> {
    const { exportId, viewer } = manifest.record
    const known = await this.#progressOf(viewer.id, exportId)
    if (known?.state === 'failed' || known?.state === 'cancelled') {
      await this.#options.files?.delete(manifest)
    }
  }

  #lend(kept: KeptFile, known: ExportProgress | undefined): ExportJob {
    const { registry } = this.#options
    const { exportId } = kept.manifest.record
    return held(registry.find(exportId) ?? registry.lend(ExportJob.ofKeptFile(kept, known)))
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

function held(job: ExportJob): ExportJob {
  job.hold()
  return job
}

function hasEndedBy(known: ExportProgress | undefined): boolean {
  return known !== undefined && ['failed', 'cancelled', 'expired'].includes(known.state)
}
