import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { AppError } from '../appError.ts'
import { exportsUnderTest, type ExportsUnderTest } from './testing/exportsUnderTest.ts'

const failure = new AppError('database-failed', 'It failed.')
const { signal } = new AbortController()

/** Longer than a run waits for a browser that sends its request again. */
const pastLingerMs = 600

/** An export whose ticket is claimed by a client, up to its open spool. */
async function claimed(its: ExportsUnderTest, { isBound = false } = {}) {
  const job = its.announce({ isBound })
  its.exports.deliveries.attach(job, true, null)
  const spool = await its.exports.runs.start(job)
  return { job, spool }
}

async function finished(its: ExportsUnderTest, options: { isBound?: boolean } = {}) {
  const { job, spool } = await claimed(its, options)
  its.places[0]!.write('whole')
  its.places[0]!.finish()
  await spool.waitForEnd(signal)
  return job
}

test('a viewer who has as many downloads as they may have gets no other, and another viewer does', async () => {
  await using its = await exportsUnderTest({ limits: { deliveriesPerViewerMax: 2 } })
  const [first, second] = [its.announce({ isBound: true }), its.announce({ isBound: true })]
  const { deliveries } = its.exports
  for (const job of [first, second]) {
    deliveries.attach(job, true, null)
    deliveries.checkLimit(job)
  }
  deliveries.attach(first, false, null)
  expect(() => deliveries.checkLimit(first)).toThrow('You have 2 downloads in progress.')
  deliveries.checkLimit(its.announce({ viewerId: 'seattle' }))
  deliveries.detach(second, true, false)
  deliveries.checkLimit(first)
})

describe('a delivery that ends before it has sent anything', () => {
  test('gives the claim back with its error: the ticket is good, the reason shows', async () => {
    await using its = await exportsUnderTest()
    const { job } = await claimed(its)
    const end = { error: failure, holdsClaim: true, isGone: false }
    expect(its.exports.deliveries.endUnsent(job, end)).toBe(true)
    expect(await its.shown(job)).toMatchObject({ state: 'waiting', errorCode: 'database-failed' })
    expect(job.deliveryCount).toBe(0)
    expect(its.places[0]!.busy).toBe(false)
  })

  test('gives the claim of a client that has left back without a reason', async () => {
    await using its = await exportsUnderTest()
    const { job } = await claimed(its)
    const end = { error: failure, holdsClaim: true, isGone: true }
    expect(its.exports.deliveries.endUnsent(job, end)).toBe(true)
    expect(await its.shown(job)).toMatchObject({ state: 'waiting', errorCode: null })
  })

  test('gives ten lost runs back; the next one fails the export and spends the ticket', async () => {
    await using its = await exportsUnderTest()
    const { job } = await claimed(its)
    const end = { error: failure, holdsClaim: true, isGone: true }
    for (let run = 0; run < 10; run += 1) {
      await vi.waitFor(() => expect(job.state).toBe('running'))
      expect(its.exports.deliveries.endUnsent(job, end)).toBe(true)
      its.exports.deliveries.attach(job, true, null)
      await its.exports.runs.start(job)
    }
    await vi.waitFor(() => expect(job.state).toBe('running'))
    expect(its.exports.deliveries.endUnsent(job, end)).toBe(false)
    expect(job.state).toBe('failed')
    expect(its.eventsOf(job).at(-1)).toBe('failed: client-gone')
    expect(its.dropped).toEqual([job.id])
  })

  test('shows the reason of the run if that has failed, even if the client has left', async () => {
    await using its = await exportsUnderTest()
    const { job, spool } = await claimed(its)
    its.places[0]!.fail(failure)
    await spool.waitForEnd(signal)
    const gone = new AppError('client-gone', 'Gone.')
    its.exports.deliveries.endUnsent(job, { error: gone, holdsClaim: true, isGone: true })
    expect(await its.shown(job)).toMatchObject({ state: 'waiting', errorCode: 'database-failed' })
  })

  test('without a run shows its reason, and the ticket is good', async () => {
    await using its = await exportsUnderTest()
    const job = its.announce()
    its.exports.deliveries.attach(job, true, null)
    const end = { error: failure, holdsClaim: true, isGone: false }
    expect(its.exports.deliveries.endUnsent(job, end)).toBe(true)
    expect(await its.shown(job)).toMatchObject({ state: 'waiting', errorCode: 'database-failed' })
    expect(its.eventsOf(job)).toEqual(['issued'])
  })

  test('leaves the run to others that wait for it', async () => {
    await using its = await exportsUnderTest()
    const { job } = await claimed(its, { isBound: true })
    its.exports.deliveries.attach(job, false, null)
    const end = { error: failure, holdsClaim: true, isGone: false }
    expect(its.exports.deliveries.endUnsent(job, end)).toBe(false)
    expect(job).toMatchObject({ state: 'running', deliveryCount: 1 })
  })

  test('leaves alone what has ended', async () => {
    await using its = await exportsUnderTest()
    const { job } = await claimed(its)
    its.exports.retention.stop(job)
    const end = { error: failure, holdsClaim: true, isGone: false }
    expect(its.exports.deliveries.endUnsent(job, end)).toBe(false)
    expect(its.eventsOf(job)).toEqual(['issued', 'claimed', 'cancelled'])
    expect(job.deliveryCount).toBe(0)
  })

  test('keeps a file that is ready, and makes its ticket good again', async () => {
    await using its = await exportsUnderTest()
    const job = await finished(its)
    const end = { error: failure, holdsClaim: true, isGone: true }
    expect(its.exports.deliveries.endUnsent(job, end)).toBe(true)
    expect(job).toMatchObject({ state: 'ready', hasFile: true })
    its.exports.deliveries.attach(job, true, null)
    expect((await its.exports.runs.start(job)).closed).toBe(false)
    expect(its.eventsOf(job)).toEqual(['issued', 'claimed', 'completed'])
  })
})

describe('a browser that leaves while its export is under way', () => {
  test('may come back for the same run', async () => {
    await using its = await exportsUnderTest()
    const { job, spool } = await claimed(its, { isBound: true })
    const end = { error: failure, holdsClaim: true, isGone: true }
    expect(its.exports.deliveries.endUnsent(job, end)).toBe(false)
    expect(its.exports.deliveries.mayComeBack(job)).toBe(true)
    its.exports.deliveries.attach(job, false, null)
    await sleep(pastLingerMs)
    expect(job.state).toBe('running')
    expect(await its.exports.runs.start(job)).toBe(spool)
  })

  test('and does not come back has ended it', async () => {
    await using its = await exportsUnderTest()
    const { job } = await claimed(its, { isBound: true })
    its.exports.deliveries.endUnsent(job, { error: failure, holdsClaim: true, isGone: true })
    await vi.waitFor(() => expect(job.state).toBe('failed'))
    expect(its.eventsOf(job)).toEqual(['issued', 'claimed', 'failed: client-gone'])
    expect(its.dropped).toEqual([job.id])
  })

  test('finds its file if the run has ended in the meantime', async () => {
    await using its = await exportsUnderTest()
    const { job } = await claimed(its, { isBound: true })
    its.exports.deliveries.endUnsent(job, { error: failure, holdsClaim: true, isGone: true })
    its.places[0]!.finish()
    await sleep(pastLingerMs)
    expect(job).toMatchObject({ state: 'ready', hasFile: true })
    expect(its.exports.deliveries.mayComeBack(job)).toBe(true)
  })
})

describe('a delivery that ends', () => {
  test('whole has delivered the export; a browser may come back for the file', async () => {
    await using its = await exportsUnderTest()
    const job = await finished(its, { isBound: true })
    its.exports.deliveries.sent(job, 5)
    its.exports.deliveries.detach(job, true, true)
    expect(its.eventsOf(job)).toEqual(['issued', 'claimed', 'completed', 'delivered'])
    expect(await its.shown(job)).toMatchObject({
      state: 'delivered',
      bytesSent: 5,
      keptUntil: expect.any(String) as string,
    })
    expect(its.exports.deliveries.mayComeBack(job)).toBe(true)
    expect(its.dropped).toEqual([])
  })

  test('whole leaves no file of a client that cannot come back', async () => {
    await using its = await exportsUnderTest()
    const job = await finished(its)
    its.exports.deliveries.sent(job, 5)
    its.exports.deliveries.detach(job, true, true)
    expect(await its.shown(job)).toMatchObject({ state: 'delivered', keptUntil: null })
    expect(job.hasFile).toBe(false)
    expect(its.spoolRoom.usedBytes).toBe(0)
    expect(its.dropped).toEqual([job.id])
  })

  test('early has failed the export of a client that cannot come back', async () => {
    await using its = await exportsUnderTest()
    const job = await finished(its)
    its.exports.deliveries.sent(job, 2)
    its.exports.deliveries.detach(job, true, false)
    expect(its.eventsOf(job)).toEqual(['issued', 'claimed', 'completed', 'failed: client-gone'])
  })

  test('early during the run stops it, unless a browser may come back', async () => {
    await using its = await exportsUnderTest({ places: 2 })
    const { job } = await claimed(its)
    const { job: bound } = await claimed(its, { isBound: true })
    for (const one of [job, bound]) {
      its.exports.deliveries.sent(one, 1)
      its.exports.deliveries.detach(one, true, false)
    }
    expect(its.eventsOf(job)).toEqual(['issued', 'claimed', 'failed: client-gone'])
    expect(bound.state).toBe('running')
  })

  test('leaves the file to others that still read it', async () => {
    await using its = await exportsUnderTest()
    const job = await finished(its, { isBound: true })
    its.exports.deliveries.attach(job, false, null)
    its.exports.deliveries.detach(job, true, true)
    expect(await its.shown(job)).toMatchObject({ state: 'delivered', keptUntil: null })
    its.exports.deliveries.detach(job, false, true)
    expect(await its.shown(job)).toMatchObject({ keptUntil: expect.any(String) as string })
    expect(its.eventsOf(job)).toEqual(['issued', 'claimed', 'completed', 'delivered'])
  })
})

describe('a browser with a spent ticket', () => {
  test('may not come back where nothing is kept, once it has had bytes', async () => {
    await using its = await exportsUnderTest({ limits: { keepMs: 0 } })
    const { job } = await claimed(its, { isBound: true })
    expect(its.exports.deliveries.mayComeBack(job)).toBe(true)
    its.exports.deliveries.sent(job, 1)
    expect(its.exports.deliveries.mayComeBack(job)).toBe(false)
    expect(its.exports.deliveries.mayComeBack(undefined)).toBe(false)
  })

  test('may come back to what another node has run, where files are kept', async () => {
    await using its = await exportsUnderTest()
    expect(its.exports.deliveries.mayComeBack(undefined)).toBe(true)
    expect(its.exports.deliveries.mayComeBack(its.announce({ isBound: true }))).toBe(true)
  })

  test('may not come back to what has failed, was cancelled or has expired', async () => {
    await using its = await exportsUnderTest()
    const jobs = [its.announce(), its.announce(), its.announce()]
    jobs[0]!.fail(failure)
    jobs[1]!.cancel()
    jobs[2]!.expire()
    for (const job of jobs) expect(its.exports.deliveries.mayComeBack(job)).toBe(false)
  })
})

test('a client that comes back again and again is recorded once a second', async () => {
  await using its = await exportsUnderTest()
  const job = await finished(its, { isBound: true })
  for (let count = 0; count < 50; count += 1) its.exports.deliveries.resumed(job)
  expect(its.eventsOf(job).filter((event) => event === 'resumed')).toHaveLength(1)
})

test('runs that are given up in the queue are not lost: nothing has begun', async () => {
  await using its = await exportsUnderTest()
  await its.exports.runs.start(its.announce())
  const job = its.announce()
  const end = { error: failure, holdsClaim: true, isGone: true }
  for (let run = 0; run < 12; run += 1) {
    its.exports.deliveries.attach(job, true, null)
    const starting = its.exports.runs.start(job)
    expect(job.placeInLine).toBe(1)
    expect(its.exports.deliveries.endUnsent(job, end)).toBe(true)
    await expect(starting).rejects.toMatchObject({ code: 'client-gone' })
  }
  expect(job.state).toBe('waiting')
  expect(its.eventsOf(job)).toEqual(['issued'])
})
