import { exportStates, type ExportState } from '@coatcheck/shared'
import { describe, expect, test } from 'vitest'
import { AppError } from '../appError.ts'
import { Random } from '../formats/testing/random.ts'
import { ticketRecord } from '../tickets/testing/ticketRecord.ts'
import { ExportJob } from './exportJob.ts'
import { exportTransitions } from './exportTransitions.ts'
import { progressOf } from './progressOf.ts'

const result = { rowCount: 2, sizeBytes: 20, sha256: '0'.repeat(64) }
const failure = new AppError('database-failed', 'It failed.')

const newJob = () => new ExportJob(ticketRecord(), { address: null, ticketEndsAtMs: 1_000 })

/** The method for each transition. */
const moves: Readonly<Record<string, (job: ExportJob) => unknown>> = {
  queued: (job) => job.claim(),
  running: (job) => job.start(),
  waiting: (job) => job.giveBack(null),
  ready: (job) => {
    job.complete(result)
    job.finish()
  },
  delivered: (job) => job.deliver(),
  failed: (job) => job.fail(failure),
  cancelled: (job) => job.cancel(),
  expired: (job) => job.expire(),
}

const pathTo: Readonly<Record<ExportState, readonly ExportState[]>> = {
  waiting: [],
  queued: ['queued'],
  running: ['queued', 'running'],
  ready: ['queued', 'running', 'ready'],
  delivered: ['queued', 'running', 'ready', 'delivered'],
  failed: ['failed'],
  cancelled: ['cancelled'],
  expired: ['expired'],
}

function jobThatIs(state: ExportState): ExportJob {
  const job = newJob()
  for (const step of pathTo[state]) moves[step]!(job)
  expect(job.state).toBe(state)
  return job
}

function throws(call: () => unknown): boolean {
  try {
    call()
    return false
  } catch {
    return true
  }
}

describe('the transitions of an export', () => {
  const all = exportStates.flatMap((from) => exportStates.map((to) => [from, to] as const))

  test.each(all.filter(([from, to]) => exportTransitions[from].includes(to)))(
    '%s → %s is made',
    (from, to) => {
      const job = jobThatIs(from)
      moves[to]!(job)
      expect(job.state).toBe(to)
    },
  )

  test.each(all.filter(([from, to]) => !exportTransitions[from].includes(to)))(
    '%s → %s throws, and changes nothing',
    (from, to) => {
      const job = jobThatIs(from)
      const before = progressOf(job)
      expect(() => moves[to]!(job)).toThrow(`An export cannot go from ${from} to ${to}.`)
      expect(progressOf(job)).toEqual(before)
    },
  )

  test('are kept to by any sequence of calls', () => {
    const random = new Random(1)
    for (let round = 0; round < 2_000; round += 1) {
      const job = newJob()
      const calls: ExportState[] = []
      for (let step = 0; step < 12; step += 1) {
        const from = job.state
        const to = random.pick(exportStates)
        calls.push(to)
        const expected = exportTransitions[from].includes(to) ? to : from
        const hasThrown = throws(() => moves[to]!(job))
        // An expectation for each of so many calls would take longer than the calls.
        if (job.state !== expected || hasThrown !== (expected === from)) {
          expect.unreachable(`${calls.join()} led from ${from} to ${job.state}`)
        }
      }
    }
  })

  test('lead from each state but the last ones to an end', () => {
    const ends = exportStates.filter((state) => exportTransitions[state].length === 0)
    expect(ends).toEqual(['failed', 'cancelled', 'expired'])
  })
})

describe('an export whose claim is given back', () => {
  test('forgets its run, shows why, and may be claimed again', () => {
    const job = newJob()
    const run = job.claim()
    job.start()
    run.progress(5, 50)
    job.giveBack(failure)
    expect(run.signal.reason).toBe(failure)
    expect(progressOf(job)).toMatchObject({
      state: 'waiting',
      errorCode: 'database-failed',
      rowsWritten: 0,
      bytesWritten: 0,
      finishedAt: null,
    })
    expect(job.claim()).not.toBe(run)
    expect(progressOf(job)).toMatchObject({ state: 'queued', errorCode: null })
  })

  test('shows no reason if its client has merely left', () => {
    const job = newJob()
    const run = job.claim()
    job.giveBack(null)
    expect(run.signal.reason).toMatchObject({ code: 'client-gone' })
    expect(progressOf(job)).toMatchObject({ state: 'waiting', errorCode: null })
  })
})

describe('an export that ends', () => {
  test.each([
    ['failed', 'database-failed', (job: ExportJob) => job.fail(failure)],
    ['cancelled', null, (job: ExportJob) => job.cancel()],
    ['expired', null, (job: ExportJob) => job.expire()],
  ] as const)('as %s says so, and when', (state, errorCode, end) => {
    const job = newJob()
    job.claim()
    job.queueAt(3, null)
    end(job)
    expect(progressOf(job)).toMatchObject({ state, errorCode, placeInLine: null })
    expect(progressOf(job).finishedAt).not.toBeNull()
    expect(job.hasEnded).toBe(true)
  })

  test('stops its run with the reason', () => {
    const job = newJob()
    const run = job.claim()
    job.fail(failure)
    expect(run.signal.reason).toBe(failure)
    expect(run.isAlive).toBe(false)
  })
})

test('only a queued export has a place in the queue', () => {
  const job = newJob()
  expect(() => job.queueAt(1, null)).toThrow('An export that is waiting has no place.')
  job.claim()
  job.queueAt(2, null)
  expect(progressOf(job).placeInLine).toBe(2)
  job.start()
  expect(progressOf(job).placeInLine).toBeNull()
})

test('a claim may be given back by its delivery, while that is the only one and has sent nothing', () => {
  const job = newJob()
  job.attach(true, null)
  expect(job.mayBeGivenBack).toBe(true)
  job.attach(false, null)
  expect(job.mayBeGivenBack).toBe(false)
  job.detach(false)
  expect(job.mayBeGivenBack).toBe(true)
  job.sent(1)
  expect(job.mayBeGivenBack).toBe(false)
  job.detach(true)
  expect(() => job.detach(true)).toThrow('No delivery is attached.')
})

test('a ticket lapses when its time is up, unless a client is about to claim it', () => {
  const job = newJob()
  expect(job.hasLapsed(999)).toBe(false)
  expect(job.hasLapsed(1_000)).toBe(true)
  job.attach(true, null)
  expect(job.hasLapsed(1_000)).toBe(false)
})
