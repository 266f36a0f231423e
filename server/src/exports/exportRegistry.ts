import { isShortened } from '@coatcheck/shared'
import type { CoatcheckLimits } from '../limits.ts'
import type { ProgressStore } from '../progress/progressStore.ts'
import type { TicketRecord } from '../tickets/ticketStore.ts'
import type { ExportEvent, ExportObserver } from './exportEvent.ts'
import { ExportJob } from './exportJob.ts'
import { ProgressPublisher } from './progressPublisher.ts'
import type { RequestWordsOf } from './requestWords.ts'
import { shortRequest } from './shortRequest.ts'

export interface RegistryOptions {
  readonly progress: ProgressStore
  readonly limits: Pick<CoatcheckLimits, 'ticketTtlMs'>
  /** Puts the filters of a request into words; without it there are none. */
  readonly wordsOf?: RequestWordsOf
  /** The audit log, the metrics and the log get every event. */
  readonly observe: ExportObserver
}

/** The exports that this process knows of. Their events are recorded and published here. */
export class ExportRegistry {
  readonly #options: RegistryOptions
  readonly #publisher: ProgressPublisher
  readonly #jobs = new Map<string, ExportJob>()

  constructor(options: RegistryOptions) {
    this.#options = options
    this.#publisher = new ProgressPublisher(options.progress, options.wordsOf)
  }

  /** Makes the export of a new ticket known, before the ticket is claimed. */
  announce(record: TicketRecord, address: string | null): ExportJob {
    const job = this.#begin(record, address, false)
    this.tell('issued', job)
    return job
  }

  /** Makes an export known that begins without a ticket; the audit log is about to get it. */
  prepare(record: TicketRecord, address: string | null): ExportJob {
    return this.#begin(record, address, true)
  }

  /** Takes over an export whose ticket another node has issued, and perhaps run before. */
  adopt(record: TicketRecord): ExportJob {
    this.#options.progress.publishMessage({ type: 'taken', exportId: record.exportId })
    return this.#add(record, null, false)
  }

  /** Has an export here while its file, which is in the store of all nodes, is used. Recorded already. */
  lend(job: ExportJob): ExportJob {
    this.#jobs.set(job.id, job)
    return job
  }

  find(exportId: string): ExportJob | undefined {
    return this.#jobs.get(exportId)
  }

  jobs(): Iterable<ExportJob> {
    return this.#jobs.values()
  }

  /** Deliveries of all exports. */
  get deliveryCount(): number {
    let total = 0
    for (const job of this.#jobs.values()) total += job.deliveryCount
    return total
  }

  /** Finished files on their way to the store of all nodes. */
  get uploadCount(): number {
    let total = 0
    for (const job of this.#jobs.values()) if (job.isBeingShared) total += 1
    return total
  }

  /**
   * Records an event and publishes the progress.
   *
   * @param address of the client that it is about; that of the latest one by default
   */
  tell(event: ExportEvent, job: ExportJob, address = job.address): void {
    if (!this.#has(job)) return
    this.#options.observe(event, job, address)
    this.#publisher.changed(job)
  }

  /** The file of an export is where it belongs, and some clients may have it already. */
  complete(job: ExportJob): void {
    job.finish()
    this.tell('completed', job)
    for (const address of job.receivers) {
      const event = job.state === 'ready' ? 'delivered' : 'delivered-again'
      if (event === 'delivered') job.deliver()
      this.tell(event, job, address)
    }
  }

  /** Publishes a change that is not an event. */
  changed(job: ExportJob): void {
    if (this.#has(job)) this.#publisher.changed(job)
  }

  /** There are more rows or bytes; published at intervals. */
  progressed(job: ExportJob): void {
    if (this.#has(job)) this.#publisher.progressed(job)
  }

  /** Another node has it from now on: nothing more is recorded or published here. */
  handOver(job: ExportJob): void {
    if (!this.#has(job)) return
    this.#jobs.delete(job.id)
    this.#publisher.forget(job)
  }

  /** It ended long ago: its viewer finds it in the history. */
  forget(job: ExportJob): void {
    this.#jobs.delete(job.id)
    this.#publisher.remove(job)
  }

  close(): void {
    this.#publisher.close()
  }

  #has(job: ExportJob): boolean {
    return this.#jobs.get(job.id) === job
  }

  #begin(record: TicketRecord, address: string | null, isPrepared: boolean): ExportJob {
    const { viewer, exportId, request } = record
    if (isShortened(shortRequest(request))) {
      this.#options.progress.keepRequest(viewer.id, exportId, request)
    }
    return this.#add(record, address, isPrepared)
  }

  #add(record: TicketRecord, address: string | null, isPrepared: boolean): ExportJob {
    const ticketEndsAtMs = record.issuedAtMs + this.#options.limits.ticketTtlMs
    const job = new ExportJob(record, { address, ticketEndsAtMs, isPrepared })
    this.#jobs.set(job.id, job)
    return job
  }
}
