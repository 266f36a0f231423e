import type { ExportState } from '@coatcheck/shared'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { AppError } from '../appError.ts'
import { Random } from '../formats/testing/random.ts'
import type { ExportEvent } from './exportEvent.ts'
import type { ExportJob } from './exportJob.ts'
import { exportTransitions } from './exportTransitions.ts'
import { exportsUnderTest, type ExportsUnderTest } from './testing/exportsUnderTest.ts'

// Clients, runs, cancels and time in any order: whatever happens, an export keeps to its table.

const rounds = 60

/** On a busy machine files are written later, and fewer plays get far. */
const roundsMax = 20 * rounds

const everywhere: readonly ExportEvent[] = [
  'cancelled',
  'claimed',
  'completed',
  'deleted',
  'delivered',
  'dropped',
  'expired',
  'failed',
  'issued',
  'picked-up',
  'prepared',
]
const stepsPerRound = 80

/** One client of an export, as the route treats it. */
interface Client {
  readonly job: ExportJob
  readonly holdsClaim: boolean
  hasStarted: boolean
  /** Whether its ticket is for a finished file. */
  readonly isPickUp: boolean
}

/** The ticket of an export, as a ticket store treats it. */
interface Ticket {
  readonly job: ExportJob
  isClaimed: boolean
}

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
  })
})

afterEach(() => {
  vi.useRealTimers()
})

const settle = () => new Promise((resolve) => setImmediate(resolve))

/** Checks each state that a viewer is shown and each event that is recorded. */
class Model {
  readonly #states = new Map<string, ExportState>()
  readonly #events = new Map<string, ExportEvent[]>()
  /** Checked at the end: an error that is thrown within a run would fail the run, not the test. */
  readonly violations: string[] = []

  get events(): ReadonlySet<ExportEvent> {
    return new Set([...this.#events.values()].flat())
  }

  shows(exportId: string, next: ExportState): void {
    const former = this.#states.get(exportId)
    this.#states.set(exportId, next)
    if (former === undefined || former === next) return
    const steps = exportTransitions[former]
    // A claim is not shown before the limits are checked: what follows it may be shown first.
    const isShown = steps.includes(next) || (steps.includes('queued') && next === 'running')
    if (!isShown) this.violations.push(`${former} → ${next}`)
  }

  records(event: ExportEvent, { id }: ExportJob): void {
    const events = this.#events.get(id) ?? []
    events.push(event)
    this.#events.set(id, events)
    const ends = events.filter((one) =>
      ['delivered', 'failed', 'cancelled', 'expired'].includes(one),
    )
    const starts = events.filter((one) => one === 'issued' || one === 'prepared')
    const needs = {
      delivered: 'completed',
      dropped: 'delivered',
      'picked-up': 'completed',
      deleted: 'completed',
    } as const
    const needed = event in needs ? needs[event as keyof typeof needs] : starts[0]
    const runs = events.filter((one) => one === 'completed')
    if (ends.length > 1 || runs.length > 1 || starts.length !== 1 || !events.includes(needed!)) {
      this.violations.push(events.join())
    }
  }
}

class Play {
  readonly #its: ExportsUnderTest
  readonly #random: Random
  readonly #tickets: Ticket[] = []
  readonly #clients: Client[] = []
  readonly #prepared: ExportJob[] = []

  constructor(its: ExportsUnderTest, random: Random) {
    this.#its = its
    this.#random = random
  }

  async step(): Promise<void> {
    const moves = [
      () => this.#issue(),
      () => this.#prepare(),
      () => this.#pickUp(),
      () => this.#pickUp(),
      () => this.#claim(),
      () => this.#comeBack(),
      () => this.#write(),
      () => this.#write(),
      () => this.#endRun(),
      () => this.#send(),
      () => this.#endDelivery(),
      () => this.#cancel(),
      () => vi.advanceTimersByTime(this.#random.pick([10, 500, 2_000, 70_000])),
    ]
    this.#random.pick(moves)()
    if (this.#random.chance(0.3)) return
    // Until every spool is open, so that a busy disk does not make other plays.
    for (let turn = 0; turn < 5; turn += 1) await settle()
  }

  #issue(): void {
    const isBound = this.#random.chance(0.5)
    const viewerId = this.#random.pick(['analyst', 'seattle'])
    this.#tickets.push({ job: this.#its.announce({ isBound, viewerId }), isClaimed: false })
  }

  #prepare(): void {
    const viewerId = this.#random.pick(['analyst', 'seattle'])
    const recorded = this.#random.chance(0.9)
      ? Promise.resolve()
      : Promise.reject(new AppError('store-unavailable', 'No record.'))
    recorded.catch(() => {})
    try {
      this.#prepared.push(this.#its.prepare({ viewerId, recorded }))
    } catch (error) {
      expect(AppError.from(error).code).toMatch(/^(too-many-exports|queue-full)$/)
    }
  }

  #pickUp(): void {
    const jobs = [...this.#prepared, ...this.#tickets.map(({ job }) => job)]
    const job = this.#pick(jobs.filter(({ hasFile }) => hasFile))
    if (!job) return
    const { registry, retention } = this.#its.exports
    retention.keepForTicket(job)
    registry.tell('picked-up', job)
    this.#serve({ job, holdsClaim: false, hasStarted: false, isPickUp: true })
  }

  #claim(): void {
    const ticket = this.#pick(this.#tickets.filter(({ isClaimed }) => !isClaimed))
    if (!ticket || ticket.job.ticketEndsAtMs <= Date.now()) return
    if (this.#its.dropped.includes(ticket.job.id)) return
    ticket.isClaimed = true
    this.#serve({ job: ticket.job, holdsClaim: true, hasStarted: false, isPickUp: false })
  }

  #comeBack(): void {
    const ticket = this.#pick(
      this.#tickets.filter(({ job, isClaimed }) => isClaimed && job.isBound),
    )
    if (!ticket || !this.#its.exports.deliveries.mayComeBack(ticket.job)) return
    this.#serve({ job: ticket.job, holdsClaim: false, hasStarted: false, isPickUp: false })
  }

  #serve(client: Client): void {
    const { deliveries, retention, runs } = this.#its.exports
    const { job, holdsClaim } = client
    deliveries.attach(job, holdsClaim, null)
    this.#clients.push(client)
    if (this.#random.chance(0.05)) {
      retention.stop(job, new AppError('forbidden', 'Not any more.'))
      this.#endUnsent(client, new AppError('ticket-unknown', 'Unknown.'), false)
      return
    }
    void runs.start(job).then(
      (spool) => {
        client.hasStarted = !spool.closed
        if (spool.closed) this.#endUnsent(client, spool.error, false)
      },
      (error: unknown) => this.#endUnsent(client, error, false),
    )
  }

  #write(): void {
    const place = this.#pick(this.#its.places.filter(({ busy }) => busy))
    place?.write('x'.repeat(this.#random.integer(1, 40)))
  }

  #endRun(): void {
    const place = this.#pick(this.#its.places.filter(({ busy }) => busy))
    if (this.#random.chance(0.3)) place?.fail(new AppError('database-failed', 'It failed.'))
    else place?.finish()
  }

  #send(): void {
    const client = this.#pick(this.#clients.filter(({ hasStarted }) => hasStarted))
    const spool = client?.job.run?.spool
    if (client && spool && spool.sizeBytes > 0) this.#its.exports.deliveries.sent(client.job, 1)
  }

  #endDelivery(): void {
    // A client may also leave while its export is in line.
    const client = this.#pick(
      this.#clients.filter(({ hasStarted }) => hasStarted || this.#random.chance(0.2)),
    )
    if (!client) return
    const { job, holdsClaim } = client
    if (!client.hasStarted) {
      this.#endUnsent(client, null, true)
      return
    }
    if (job.bytesSent === 0 || this.#random.chance(0.2)) {
      this.#endUnsent(client, job.run?.error ?? null, this.#random.chance(0.5))
      return
    }
    this.#leave(client)
    const isWhole = job.hasFile && this.#random.chance(0.7)
    this.#its.exports.deliveries.detach(job, holdsClaim, isWhole)
  }

  #endUnsent(client: Client, cause: unknown, isGone: boolean): void {
    const { job, holdsClaim } = client
    if (!this.#leave(client)) return
    const error = AppError.from(cause)
    if (client.isPickUp) expect(holdsClaim).toBe(false)
    const isReleased = this.#its.exports.deliveries.endUnsent(job, { error, holdsClaim, isGone })
    const ticket = this.#tickets.find((one) => one.job === job)
    if (isReleased && ticket) ticket.isClaimed = false
  }

  /** Returns whether it was still there. */
  #leave(client: Client): boolean {
    const index = this.#clients.indexOf(client)
    if (index >= 0) this.#clients.splice(index, 1)
    return index >= 0
  }

  #cancel(): void {
    const job = this.#pick([...this.#tickets.map((ticket) => ticket.job), ...this.#prepared])
    if (!job || !this.#random.chance(0.3)) return
    this.#its.progress.publishMessage({ type: 'cancel', exportId: job.id })
  }

  #pick<Item>(items: readonly Item[]): Item | undefined {
    return items.length === 0 ? undefined : this.#random.pick(items)
  }
}

test(`exports keep to their transitions in ${rounds} random plays`, async () => {
  const seen = new Set<ExportEvent>()
  const goesOn = (seed: number) =>
    seed <= rounds || (seen.size < everywhere.length && seed <= roundsMax)
  for (let seed = 1; goesOn(seed); seed += 1) {
    const model = new Model()
    const its = await exportsUnderTest({
      limits: {
        runsPerViewerMax: 2,
        queueMax: 4,
        queuedPerViewerMax: 3,
        runDeadlineMs: 5_000,
        keepMs: 30_000,
      },
      places: 2,
      spoolBytesMax: 120,
      onEvent: (event, job) => model.records(event, job),
    })
    const publish = its.progress.publish.bind(its.progress)
    its.progress.publish = (viewerId, progress) => {
      model.shows(progress.exportId, progress.state)
      publish(viewerId, progress)
    }
    const play = new Play(its, new Random(seed))
    for (let step = 0; step < stepsPerRound; step += 1) await play.step()
    await its[Symbol.asyncDispose]()
    await settle()
    expect(its.spoolRoom.usedBytes, `seed ${seed}`).toBe(0)
    expect(model.violations, `seed ${seed}`).toEqual([])
    for (const event of model.events) seen.add(event)
    for (const job of its.exports.registry.jobs()) {
      expect(['waiting', 'delivered', 'failed', 'cancelled', 'expired']).toContain(job.state)
    }
  }
  // The plays have been everywhere.
  expect([...seen].sort()).toEqual(everywhere)
}, 60_000)
