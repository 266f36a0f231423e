import type { ExportProgress, ExportState } from '@coatcheck/shared'
import type { AppError } from '../appError.ts'
import { cancelled, clientGone } from '../exportErrors.ts'
import type { KeptFile } from '../spool/fileStore.ts'
import type { RunResult } from '../runs/workerProtocol.ts'
import type { TicketRecord } from '../tickets/ticketStore.ts'
import { ExportRun } from './exportRun.ts'
import { checkTransition } from './exportTransitions.ts'
import { KeptUntil } from './keptUntil.ts'

export interface ExportJobOptions {
  /** Network address of the client that asked for it; null when it is unknown. */
  readonly address: string | null
  /** When its ticket expires unless it is claimed, in milliseconds since 1970. */
  readonly ticketEndsAtMs: number
  /** Whether its run begins without a ticket; false by default. */
  readonly isPrepared?: boolean
}

/**
 * One export: what was asked for, its state, its run and its deliveries. It alone changes its state,
 * by the transitions of exportTransitions.ts; a method that is called in a state that does not allow
 * it throws.
 */
export class ExportJob {
  readonly record: TicketRecord
  readonly ticketEndsAtMs: number
  /** Whether its run began without a ticket: it goes on, and its file is kept, without any client. */
  readonly isPrepared: boolean
  readonly keptUntil = new KeptUntil()
  #state: ExportState
  #address: string | null
  #run: ExportRun | null = null
  #placeInLine: number | null = null
  #waitS: number | null = null
  #error: AppError | null = null
  #bytesSent = 0
  #deliveryCount = 0
  #holdCount = 0
  #claimIsHeld = false
  #lostRunCount = 0
  #finishedAtMs: number | null = null
  #isDeleted = false
  readonly #receivers: (string | null)[] = []

  /**
   * An export whose file is in the store of all nodes, where this node or another has left it.
   *
   * @param known what its viewer was shown last
   */
  static ofKeptFile(kept: KeptFile, known?: ExportProgress): ExportJob {
    const { expiresAtMs, finishedAtMs, isPrepared, record } = kept.manifest
    const job = new ExportJob(record, { address: null, ticketEndsAtMs: expiresAtMs, isPrepared })
    job.#state = 'ready'
    job.#finishedAtMs = finishedAtMs
    job.#run = ExportRun.ofKeptFile(kept)
    job.keptUntil.set(expiresAtMs)
    if (known) job.learn(known)
    return job
  }

  constructor(
    record: TicketRecord,
    { address, ticketEndsAtMs, isPrepared = false }: ExportJobOptions,
  ) {
    this.record = record
    this.isPrepared = isPrepared
    this.#state = isPrepared ? 'queued' : 'waiting'
    this.ticketEndsAtMs = ticketEndsAtMs
    this.#address = address
  }

  get id(): string {
    return this.record.exportId
  }

  get viewerId(): string {
    return this.record.viewer.id
  }

  /** Whether a client may come back for the file by itself; any other client gets one delivery. */
  get isBound(): boolean {
    return this.record.browserHash !== null
  }

  /** Whether the file outlives its deliveries. */
  get isKept(): boolean {
    return this.isPrepared || this.isBound
  }

  get state(): ExportState {
    return this.#state
  }

  get hasEnded(): boolean {
    return !['waiting', 'queued', 'running', 'ready'].includes(this.#state)
  }

  /** Why it failed; for a claim that was given back, why that happened. */
  get error(): AppError | null {
    return this.#error
  }

  /** Network address of the latest client. */
  get address(): string | null {
    return this.#address
  }

  get run(): ExportRun | null {
    return this.#run
  }

  get result(): RunResult | null {
    return this.#run?.result ?? null
  }

  /** Whether there is a finished file, here or in the store of all nodes. */
  get hasFile(): boolean {
    return this.hasSpool || this.isShared
  }

  /** Whether a finished file is on the disk of this node. */
  get hasSpool(): boolean {
    return this.#run?.spool?.complete === true
  }

  /** Whether the file is in the store of all nodes. */
  get isShared(): boolean {
    return (this.#run?.kept ?? null) !== null
  }

  /** Whether its file is whole, and on its way to the store of all nodes: until then it is not ready. */
  get isBeingShared(): boolean {
    return this.#state === 'running' && this.hasSpool
  }

  /** Addresses of clients that have all of the file although it is not ready yet. */
  get receivers(): readonly (string | null)[] {
    return this.#receivers
  }

  /** Whether neither a delivery nor anything else uses it at this moment. */
  get isIdle(): boolean {
    return this.#deliveryCount === 0 && this.#holdCount === 0
  }

  get rowsWritten(): number {
    return this.#run?.rowsWritten ?? 0
  }

  get bytesWritten(): number {
    return this.#run?.bytesWritten ?? 0
  }

  /** Over all deliveries. */
  get bytesSent(): number {
    return this.#bytesSent
  }

  /** Deliveries that are attached now. */
  get deliveryCount(): number {
    return this.#deliveryCount
  }

  /** Whether its viewer has deleted the file. */
  get isDeleted(): boolean {
    return this.#isDeleted
  }

  /** 1 for the next; null unless it waits in the queue. */
  get placeInLine(): number | null {
    return this.#placeInLine
  }

  /** Estimated seconds until its turn; null when there is no estimate. */
  get waitS(): number | null {
    return this.#waitS
  }

  /** When the file was whole or the export ended, in milliseconds since 1970. */
  get finishedAtMs(): number | null {
    return this.#finishedAtMs
  }

  /** Whether the one delivery that is attached may still give the claim back. */
  get mayBeGivenBack(): boolean {
    return this.#claimIsHeld && this.#deliveryCount === 1 && this.#bytesSent === 0
  }

  /** Runs that were given up, each because the client that it was for got nothing of it. */
  get lostRunCount(): number {
    return this.#lostRunCount
  }

  /** Whether its ticket has expired without a claim. */
  hasLapsed(nowMs: number): boolean {
    return this.#state === 'waiting' && this.#deliveryCount === 0 && this.ticketEndsAtMs <= nowMs
  }

  /** Something uses it: an export in the store of all nodes is known here for only so long. */
  hold(): void {
    this.#holdCount += 1
  }

  release(): void {
    if (this.#holdCount === 0) throw new Error('Nothing holds it.')
    this.#holdCount -= 1
  }

  /** A client asks for the file. `holdsClaim`: its claim has spent the ticket. */
  attach(holdsClaim: boolean, address: string | null): void {
    this.#deliveryCount += 1
    this.#claimIsHeld ||= holdsClaim
    this.#address = address
  }

  /** The client has been served, or has left. */
  detach(holdsClaim: boolean): void {
    if (this.#deliveryCount === 0) throw new Error('No delivery is attached.')
    this.#deliveryCount -= 1
    if (holdsClaim) this.#claimIsHeld = false
  }

  sent(bytes: number): void {
    this.#bytesSent += bytes
  }

  /** Other nodes may have sent the file, which is in the store of all of them. */
  learn({ bytesSent, state }: ExportProgress): void {
    this.#bytesSent = Math.max(this.#bytesSent, bytesSent)
    // Of one whose time is over, no more is known than that.
    const isOver = state === 'expired' && bytesSent >= (this.result?.sizeBytes ?? Infinity)
    if (this.#state === 'ready' && (state === 'delivered' || isOver)) this.#move('delivered')
  }

  /** A client has all of a file that is not ready yet. */
  receive(address: string | null): void {
    if (!this.isBeingShared) throw new Error(`The file of an export that is ${this.#state}.`)
    this.#receivers.push(address)
  }

  /** The ticket is claimed: a run is about to be queued. */
  claim(): ExportRun {
    this.#move('queued')
    this.#error = null
    this.#run = new ExportRun()
    return this.#run
  }

  /** Its run is about to be queued, without a ticket. */
  prepare(): ExportRun {
    if (!this.isPrepared || this.#run) throw new Error('This export is not to be prepared.')
    this.#run = new ExportRun()
    return this.#run
  }

  queueAt(place: number, waitS: number | null): void {
    if (this.#state !== 'queued') throw new Error(`An export that is ${this.#state} has no place.`)
    this.#placeInLine = place
    this.#waitS = waitS
  }

  /** A worker has it. */
  start(): void {
    this.#move('running')
    this.#leaveLine()
    this.#run?.start()
  }

  progress(rows: number, bytes: number): void {
    this.#run?.progress(rows, bytes)
  }

  /** Its run has written the file, which is ready once all nodes can find it. */
  complete(result: RunResult): void {
    checkTransition(this.#state, 'ready')
    this.#run?.finish(result)
  }

  /** The file is whole, and can be fetched. */
  finish(): void {
    this.#move('ready')
    this.#finishedAtMs = Date.now()
  }

  /** A client has the last byte. */
  deliver(): void {
    this.#end('delivered', null)
  }

  fail(error: AppError): void {
    this.#end('failed', error)
    this.#run?.stop(error)
  }

  cancel(): void {
    const error = cancelled('export')
    this.#end('cancelled', error)
    this.#run?.stop(error)
  }

  /** The ticket, or the file, is no longer available. */
  expire(): void {
    this.#end('expired', null)
    this.dropFile()
  }

  /**
   * Nothing was sent: the run is given up and the ticket may be claimed again.
   *
   * @param error the reason that the client got; null if it has disconnected
   */
  giveBack(error: AppError | null): void {
    if (this.isPrepared) throw new Error('There is no claim that could be given back.')
    if (this.#run?.hasStarted) this.#lostRunCount += 1
    this.#move('waiting')
    this.#run?.abort(error ?? clientGone())
    this.#run = null
    this.#leaveLine()
    this.#error = error
  }

  /** A client was refused before there was a run: its reason shows until the next claim. */
  refuse(error: AppError): void {
    if (this.#state !== 'waiting') throw new Error(`An export that is ${this.#state} has a run.`)
    this.#error = error
  }

  /** Its viewer deletes the file. */
  delete(): void {
    this.#isDeleted = true
    if (this.#state === 'delivered') this.expire()
    else this.cancel()
    this.dropFile()
  }

  dropFile(): void {
    this.keptUntil.end()
    this.#run?.dropFile()
  }

  #end(state: ExportState, error: AppError | null): void {
    this.#move(state)
    this.#error = error
    this.#finishedAtMs = Date.now()
    this.#leaveLine()
  }

  #leaveLine(): void {
    this.#placeInLine = null
    this.#waitS = null
  }

  #move(state: ExportState): void {
    checkTransition(this.#state, state)
    this.#state = state
  }
}
