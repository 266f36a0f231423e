import type { ProgressStore } from '../progress/progressStore.ts'
import type { FileStore } from '../spool/fileStore.ts'
import type { Manifest } from '../spool/manifest.ts'
import type { ExportEvent } from './exportEvent.ts'
import type { ExportJob } from './exportJob.ts'
import type { ExportRegistry } from './exportRegistry.ts'

export interface SharedEndsOptions {
  readonly files: FileStore | undefined
  readonly registry: Pick<ExportRegistry, 'tell' | 'handOver'>
  readonly progress: Pick<ProgressStore, 'claimEnd' | 'list' | 'publishMessage'>
  /** The file can no longer be fetched: its ticket may be forgotten. */
  readonly onDropped: (exportId: string) => void
}

/**
 * Ends files that are in the store of all nodes. Any node may do it, and several at once: the first one
 * records it. All methods reject with an AppError `store-unavailable` if the store cannot be reached;
 * the file is still there then.
 */
export class SharedEnds {
  readonly #options: SharedEndsOptions

  constructor(options: SharedEndsOptions) {
    this.#options = options
  }

  /** Its viewer deletes the file. */
  delete(job: ExportJob): Promise<void> {
    return this.#end(
      job,
      () => 'deleted',
      (files, manifest) => files.delete(manifest),
    )
  }

  /** The file goes before its time. */
  drop(job: ExportJob): Promise<void> {
    return this.#end(job, endOf, (files, manifest) => files.delete(manifest))
  }

  /** The time of the file is over. */
  expire(job: ExportJob): Promise<void> {
    return this.#end(job, endOf, (files, manifest) => files.expire(manifest))
  }

  async #end(
    job: ExportJob,
    eventOf: (job: ExportJob) => ExportEvent,
    remove: (files: FileStore, manifest: Manifest) => Promise<void>,
  ): Promise<void> {
    const { files, onDropped, progress, registry } = this.#options
    const kept = job.run?.kept
    if (!files || !kept) return
    job.hold()
    try {
      await remove(files, kept.manifest)
      // If that cannot be found out: recorded twice is better than not at all.
      const isFirst = await progress.claimEnd(job.id).catch(() => true)
      await this.#learn(job)
      if (!job.isShared) return
      const event = eventOf(job)
      if (event === 'deleted') job.delete()
      else job.expire()
      onDropped(job.id)
      if (!isFirst) return
      registry.tell(event, job)
      progress.publishMessage({ type: 'gone', exportId: job.id })
    } finally {
      job.release()
      if (!job.isShared) registry.handOver(job)
    }
  }

  /** What this node has of it may be old. If nothing newer can be found out, that has to do. */
  async #learn(job: ExportJob): Promise<void> {
    const all = await this.#options.progress.list(job.viewerId).catch(() => [])
    const known = all.find(({ exportId }) => exportId === job.id)
    if (known) job.learn(known)
  }
}

function endOf({ state }: ExportJob): ExportEvent {
  return state === 'delivered' ? 'dropped' : 'expired'
}
