import { AppError } from '../appError.ts'
import type { TicketRecord } from '../tickets/ticketStore.ts'
import { Export } from './exportJob.ts'
import type { ProgressStore, NodeMessage } from '../progress/progressStore.ts'
import { ProgressPublisher } from '../progress/progressPublisher.ts'
import type { Spool } from '../spool/spool.ts'
import type { SpoolRoom } from '../spool/spoolRoom.ts'
import type { Runner } from '../runs/runner.ts'

export type ExportEvent =
  | 'issued'
  | 'claimed'
  | 'resumed'
  | 'completed'
  | 'delivered'
  | 'failed'
  | 'cancelled'
  | 'expired'

export interface ExportsOptions {
  readonly runner: Runner
  readonly spoolRoom: SpoolRoom
  /** Viewers read there how their exports stand. */
  readonly board: ProgressStore
  /** How long a finished spool waits for its browser to come back; 0 = one delivery only. */
  readonly keepMs: number
  readonly runDeadlineMs: number
  /** How long a ticket may lie unclaimed. */
  readonly ticketTtlMs: number
  readonly runsPerViewerMax: number
  /** Audit and metrics listen here. */
  readonly observe: (event: ExportEvent, each: Export) => void
  readonly onBytesSent: (bytes: number) => void
  /** Nobody can fetch this export any more; its ticket may be forgotten. */
  readonly onDropped: (each: Export) => void
}

/** A bound run whose client is gone waits this long for the browser's silent resend. */
const lingerMs = 400

const sweepIntervalMs = 1_000

/** Ended exports that are remembered, over all viewers; older ones are in the audit log. */
const endedMax = 1_000

/** The exports of this process: starts runs, keeps spools, and lets go of both in time. */
export class Exports {
  readonly #options: ExportsOptions
  readonly #feed: ProgressPublisher
  readonly #byId = new Map<string, Export>()
  readonly #sweeper: NodeJS.Timeout
  #closing = false

  constructor(options: ExportsOptions) {
    this.#options = options
    this.#feed = new ProgressPublisher(options.board)
    options.board.listen((word) => this.#hear(word))
    this.#sweeper = setInterval(() => this.#sweep(), sweepIntervalMs).unref()
  }

  /** Makes a ticket's export known before anybody has claimed it. */
  announce(record: TicketRecord, address: string | null): Export {
    const each = new Export(record, address)
    this.#byId.set(each.id, each)
    this.#tell('issued', each)
    return each
  }

  /** Makes an export known here whose ticket another node has issued, and perhaps run before. */
  adopt(record: TicketRecord): Export {
    const each = new Export(record, null)
    this.#byId.set(each.id, each)
    this.#options.board.tell({ type: 'taken', exportId: each.id })
    return each
  }

  find(exportId: string): Export | undefined {
    return this.#byId.get(exportId)
  }

  get spoolBytes(): number {
    return this.#options.spoolRoom.usedBytes
  }

  get queueLength(): number {
    return this.#options.runner.queueLength
  }

  get activeRunCount(): number {
    return this.#options.runner.activeCount
  }

  get deliveryCount(): number {
    let total = 0
    for (const each of this.#byId.values()) total += each.deliveryCount
    return total
  }

  /**
   * Starts the run, or answers the one that is already going. The promise resolves when the spool
   * is open, which says nothing yet about its bytes.
   *
   * @throws AppError `too-many-exports`, `queue-full` (by way of the spool), `spool-full`.
   */
  start(each: Export, authorise: () => Promise<void>): Promise<Spool> {
    each.starting ??= this.#begin(each, authorise)
    return each.starting
  }

  /**
   * A delivery ends before it sent anything: the run is forgotten, its ticket good once more. With
   * an error the export shows as failed until then; without one its client has merely left.
   */
  giveBack(each: Export, error: AppError | null): void {
    each.deliveryCount -= 1
    each.abort.abort(error ?? clientGone())
    each.reset()
    if (error) each.end('failed', error)
    this.#feed.changed(each)
  }

  attach(each: Export): void {
    each.deliveryCount += 1
    if (each.lingering) clearTimeout(each.lingering)
    each.lingering = null
    each.keptUntilMs = null
  }

  /**
   * Whether the browser of a spent ticket may have the file, again or after all. An export that is
   * unknown here was run by another node: the frozen request brings the whole file once more.
   */
  mayComeBack(each: Export | undefined): boolean {
    if (!each) return this.#options.keepMs > 0
    return each.starting !== null && (this.#options.keepMs > 0 || each.bytesSent === 0)
  }

  /** So many bytes have gone to the client. */
  sent(each: Export, bytes: number): void {
    each.bytesSent += bytes
    this.#options.onBytesSent(bytes)
    this.#feed.progressed(each)
  }

  /** The same browser has come back for the file. */
  resumed(each: Export): void {
    this.#tell('resumed', each)
  }

  /** A delivery has ended; `whole` tells whether its client has the last byte. */
  detach(each: Export, whole: boolean): void {
    each.deliveryCount -= 1
    if (whole && each.state === 'ready') {
      each.end('delivered')
      this.#tell('delivered', each)
    }
    if (each.deliveryCount > 0) return
    if (each.result) this.#keep(each)
    else if (each.starting && !each.bound) this.cancel(each, clientGone())
    else if (each.starting) {
      each.lingering = setTimeout(() => this.cancel(each, clientGone()), lingerMs).unref()
    }
  }

  /**
   * Stops whatever is still going on; a finished file is dropped. Anything but a cancel by the
   * viewer is a failure: its reason shows.
   */
  cancel(each: Export, error = new AppError('cancelled', 'The export was cancelled.')): void {
    if (each.state === 'ready' || !each.ended) {
      const state = error.code === 'cancelled' ? 'cancelled' : 'failed'
      each.abort.abort(error)
      each.spool?.fail(error)
      each.end(state, error)
      this.#tell(state, each)
    }
    this.#drop(each)
  }

  /** Stops what runs. Tickets that nobody has used are still good, for another node. */
  async close(): Promise<void> {
    this.#closing = true
    clearInterval(this.#sweeper)
    this.#feed.close()
    for (const each of this.#byId.values()) {
      if (each.state === 'running' || each.state === 'ready') this.cancel(each, draining())
      else void each.spool?.close()
    }
    await this.#options.runner.close()
  }

  #hear({ type, exportId }: NodeMessage): void {
    const each = this.#byId.get(exportId)
    if (!each) return
    if (type === 'cancel') this.cancel(each)
    else if (!each.starting) this.#byId.delete(exportId)
  }

  async #begin(each: Export, authorise: () => Promise<void>): Promise<Spool> {
    const { abort } = each
    await authorise()
    abort.signal.throwIfAborted()
    await this.#checkLimits(each)
    each.restart()
    const spool = await this.#options.spoolRoom.create()
    if (abort.signal.aborted) {
      await spool.close()
      throw abort.signal.reason
    }
    each.spool = spool
    this.#tell('claimed', each)
    void this.#run(each, spool, abort)
    return spool
  }

  async #run(each: Export, spool: Spool, abort: AbortController): Promise<void> {
    const { record } = each
    const deadline = setTimeout(
      () => abort.abort(new AppError('deadline-exceeded', 'The export took too long.')),
      this.#options.runDeadlineMs,
    )
    try {
      const result = await this.#options.runner.run({
        job: {
          exportId: record.exportId,
          viewer: record.viewer,
          request: record.request,
          requestedAt: new Date(record.issuedAtMs).toISOString(),
          fileDescriptor: spool.fileDescriptor,
        },
        signal: abort.signal,
        onPlace: (place) => this.#placed(each, place),
        onProgress: (rows, bytes) => this.#progressed(each, spool, { rows, bytes }),
      })
      if (abort.signal.aborted) throw abort.signal.reason
      each.result = result
      each.rowsWritten = result.rowCount
      each.state = 'ready'
      each.finishedAtMs = Date.now()
      spool.finish()
      this.#tell('completed', each)
      if (each.deliveryCount === 0) this.#keep(each)
    } catch (error) {
      this.#failed(each, spool, AppError.from(abort.signal.aborted ? abort.signal.reason : error))
    } finally {
      clearTimeout(deadline)
    }
  }

  #failed(each: Export, spool: Spool, error: AppError): void {
    spool.fail(error)
    // The worker has answered, so nobody writes through the descriptor any more.
    void spool.close()
    if (each.spool !== spool || each.ended) return
    each.end('failed', error)
    this.#tell('failed', each)
  }

  #placed(each: Export, place: number | null): void {
    if (place === null) each.runStartedMs = performance.now()
    if (each.placeInLine === place) return
    each.placeInLine = place
    this.#feed.changed(each)
  }

  #progressed(each: Export, spool: Spool, { rows, bytes }: { rows: number; bytes: number }): void {
    each.rowsWritten = rows
    each.bytesWritten = bytes
    spool.grow(bytes)
    this.#feed.progressed(each)
    if (this.#makeRoom()) return
    each.abort.abort(new AppError('spool-full', 'There is no room left to prepare the file.'))
  }

  async #checkLimits(each: Export): Promise<void> {
    const all = await this.#options.board.list(each.viewerId)
    const active = all.filter(({ exportId, state }) => exportId !== each.id && state === 'running')
    if (active.length >= this.#options.runsPerViewerMax) {
      throw new AppError(
        'too-many-exports',
        `You have ${active.length} exports running. Please wait for one of them to finish.`,
        { retryAfterS: 10 },
      )
    }
    if (!this.#makeRoom()) {
      throw new AppError(
        'spool-full',
        'There is no room to prepare the file at the moment. Please try again in a minute.',
        { retryAfterS: 60 },
      )
    }
  }

  /**
   * Drops finished spools that nobody reads, oldest first, until there is room; answers whether
   * there is.
   */
  #makeRoom(): boolean {
    const { spoolRoom } = this.#options
    if (!spoolRoom.isFull()) return true
    const idle = [...this.#byId.values()]
      .filter((each) => each.result && each.spool && each.deliveryCount === 0)
      .sort((left, right) => (left.finishedAtMs ?? 0) - (right.finishedAtMs ?? 0))
    for (const each of idle) {
      this.#drop(each)
      if (!spoolRoom.isFull()) return true
    }
    return false
  }

  /** The file waits for its browser, unless there is none that may come back. */
  #keep(each: Export): void {
    if (each.state === 'delivered' && (!each.bound || this.#options.keepMs === 0)) this.#drop(each)
    else if (!each.bound && each.bytesSent > 0) this.cancel(each, clientGone())
    else each.keptUntilMs = Date.now() + this.#options.keepMs
    this.#feed.changed(each)
  }

  #drop(each: Export): void {
    const { spool } = each
    each.spool = null
    each.keptUntilMs = null
    if (spool?.complete) void spool.close()
    if (!this.#closing) this.#options.onDropped(each)
    if (each.state === 'ready') {
      each.end('expired')
      this.#tell('expired', each)
    } else this.#feed.changed(each)
  }

  #sweep(): void {
    const nowMs = Date.now()
    const ended: Export[] = []
    for (const each of this.#byId.values()) {
      const ticketEndMs = each.record.issuedAtMs + this.#options.ticketTtlMs
      if (each.state === 'waiting' && ticketEndMs <= nowMs && !each.starting) {
        each.end('expired')
        this.#tell('expired', each)
      }
      if (each.keptUntilMs !== null && each.keptUntilMs <= nowMs) this.#drop(each)
      if (each.ended && !each.spool) ended.push(each)
    }
    for (const each of ended.slice(0, Math.max(0, ended.length - endedMax))) {
      this.#byId.delete(each.id)
      this.#feed.gone(each)
    }
  }

  #tell(event: ExportEvent, each: Export): void {
    this.#options.observe(event, each)
    this.#feed.changed(each)
  }
}

function clientGone(): AppError {
  return new AppError('client-gone', 'The client left before it had the whole file.')
}

function draining(): AppError {
  return new AppError('draining', 'The service had to stop before the file was whole.', {
    retryAfterS: 5,
  })
}
