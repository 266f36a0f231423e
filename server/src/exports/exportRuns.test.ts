import { describe, expect, test, vi } from 'vitest'
import { AppError } from '../appError.ts'
import { spoolFull } from '../exportErrors.ts'
import { exportsUnderTest } from './testing/exportsUnderTest.ts'

const failure = new AppError('database-failed', 'It failed.')

/** Lets settled promises have their effect. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('a run', () => {
  test('is queued, written and ready, and each step is recorded once', async () => {
    await using its = await exportsUnderTest()
    const job = its.announce()
    its.exports.deliveries.attach(job, true, null)
    const starting = its.exports.runs.start(job)
    expect(job.state).toBe('queued')
    const spool = await starting
    await settle()
    expect(job.state).toBe('running')
    its.places[0]!.write('whole')
    its.places[0]!.finish()
    await spool.waitForEnd(new AbortController().signal)
    expect(job).toMatchObject({ state: 'ready', rowsWritten: 5, hasFile: true })
    expect(its.eventsOf(job)).toEqual(['issued', 'claimed', 'completed'])
    expect(await its.shown(job)).toMatchObject({ state: 'ready', sha256: '0'.repeat(64) })
  })

  test('is shared by all requests that arrive during it', async () => {
    await using its = await exportsUnderTest()
    const job = its.announce({ isBound: true })
    its.exports.deliveries.attach(job, true, null)
    its.exports.deliveries.attach(job, false, null)
    const spools = await Promise.all([its.exports.runs.start(job), its.exports.runs.start(job)])
    expect(spools[0]).toBe(spools[1])
    expect(its.eventsOf(job)).toEqual(['issued', 'claimed'])
  })

  test('shows its place while it waits for a worker', async () => {
    await using its = await exportsUnderTest()
    const [running, queued] = [its.announce(), its.announce()]
    await its.exports.runs.start(running)
    const starting = its.exports.runs.start(queued)
    expect(await its.shown(queued)).toMatchObject({ state: 'queued', placeInLine: 1, waitS: null })
    expect(its.eventsOf(queued)).toEqual(['issued'])
    its.places[0]!.finish()
    await starting
    expect(await its.shown(queued)).toMatchObject({ state: 'running', placeInLine: null })
    expect(its.eventsOf(queued)).toEqual(['issued', 'claimed'])
  })

  test('that fails while its client still waits leaves the outcome to the delivery', async () => {
    await using its = await exportsUnderTest()
    const job = its.announce()
    its.exports.deliveries.attach(job, true, null)
    const spool = await its.exports.runs.start(job)
    its.places[0]!.fail(failure)
    await spool.waitForEnd(new AbortController().signal)
    expect(spool.error).toBe(failure)
    await settle()
    expect(job.state).toBe('running')
    expect(its.eventsOf(job)).toEqual(['issued', 'claimed'])
  })

  test('that fails after its first bytes were sent fails the export at once', async () => {
    await using its = await exportsUnderTest()
    const job = its.announce()
    its.exports.deliveries.attach(job, true, null)
    await its.exports.runs.start(job)
    its.places[0]!.write('half')
    its.exports.deliveries.sent(job, 4)
    its.places[0]!.fail(failure)
    await settle()
    expect(await its.shown(job)).toMatchObject({ state: 'failed', errorCode: 'database-failed' })
    expect(its.eventsOf(job)).toEqual(['issued', 'claimed', 'failed: database-failed'])
    expect(its.dropped).toEqual([job.id])
  })

  test('that fails when no client waits for it any more fails the export', async () => {
    await using its = await exportsUnderTest()
    const job = its.announce({ isBound: true })
    await its.exports.runs.start(job)
    its.places[0]!.fail(failure)
    await settle()
    expect(its.eventsOf(job)).toEqual(['issued', 'claimed', 'failed: database-failed'])
  })

  test('past its deadline fails with that', async () => {
    await using its = await exportsUnderTest({ limits: { runDeadlineMs: 30 } })
    const job = its.announce()
    await its.exports.runs.start(job)
    await vi.waitFor(() => expect(job.state).toBe('failed'))
    expect(its.eventsOf(job)).toEqual(['issued', 'claimed', 'failed: deadline-exceeded'])
  })

  test('that outgrows the space for spools fails with that', async () => {
    await using its = await exportsUnderTest({ spoolBytesMax: 4 })
    const job = its.announce()
    await its.exports.runs.start(job)
    its.places[0]!.write('too much')
    await settle()
    expect(its.eventsOf(job)).toEqual(['issued', 'claimed', 'failed: spool-full'])
    expect(its.spoolRoom.usedBytes).toBe(0)
  })
})

describe('an export that cannot start', () => {
  test('because the line of its viewer is full is not recorded as claimed', async () => {
    await using its = await exportsUnderTest({
      limits: { runsPerViewerMax: 1, queuedPerViewerMax: 0 },
      places: 2,
    })
    const [running, second, other] = [
      its.announce(),
      its.announce(),
      its.announce({ viewerId: 'seattle' }),
    ]
    await its.exports.runs.start(running)
    its.exports.deliveries.attach(second, true, null)
    await expect(its.exports.runs.start(second)).rejects.toMatchObject({
      code: 'too-many-exports',
      retryAfterS: 10,
    })
    expect(its.eventsOf(second)).toEqual(['issued'])
    await its.exports.runs.start(other)
  })

  test('because its viewer has as many as they may waits, however many start at once', async () => {
    await using its = await exportsUnderTest({ limits: { runsPerViewerMax: 3 }, places: 4 })
    const jobs = Array.from({ length: 20 }, () => its.announce())
    for (const job of jobs) its.exports.runs.start(job).catch(() => {})
    await vi.waitFor(() => expect(its.places.filter(({ busy }) => busy)).toHaveLength(3))
    const shown = await Promise.all(jobs.map((job) => its.shown(job)))
    expect(shown).toMatchObject([
      ...Array.from({ length: 3 }, () => ({ state: 'running' })),
      ...Array.from({ length: 17 }, (_, index) => ({ state: 'queued', placeInLine: index + 1 })),
    ])
  })

  test('may start when a run of its viewer is over, however that ended', async () => {
    await using its = await exportsUnderTest({ limits: { runsPerViewerMax: 1 } })
    const [finished, failed, cancelled, last] = Array.from({ length: 4 }, () => its.announce())
    await its.exports.runs.start(finished!)
    its.places[0]!.finish()
    await vi.waitFor(() => expect(finished!.state).toBe('ready'))
    await settle()
    await its.exports.runs.start(failed!)
    its.places[0]!.fail(new AppError('database-failed', 'It failed.'))
    await vi.waitFor(() => expect(failed!.state).toBe('failed'))
    await settle()
    await its.exports.runs.start(cancelled!)
    its.exports.retention.stop(cancelled!)
    await vi.waitFor(() => expect(its.places[0]!.busy).toBe(false))
    await settle()
    await its.exports.runs.start(last!)
  })

  test('because there is no space for spools is not recorded as claimed', async () => {
    await using its = await exportsUnderTest({ spoolBytesMax: 4 })
    const spool = await its.spoolRoom.create()
    spool.grow(4)
    const job = its.announce()
    its.exports.deliveries.attach(job, true, null)
    await expect(its.exports.runs.start(job)).rejects.toMatchObject({ code: 'spool-full' })
    expect(its.eventsOf(job)).toEqual(['issued'])
    await spool.close()
  })

  test('takes the place of kept files when the process may not open more', async () => {
    await using its = await exportsUnderTest()
    const kept = its.announce({ isBound: true })
    const spool = await its.exports.runs.start(kept)
    its.places[0]!.finish()
    await spool.waitForEnd(new AbortController().signal)
    its.exports.retention.keep(kept)
    const outOfFiles = spoolFull(Object.assign(new Error('open'), { code: 'EMFILE' }))
    vi.spyOn(its.spoolRoom, 'create').mockRejectedValueOnce(outOfFiles)
    const next = its.announce()
    await its.exports.runs.start(next)
    expect(kept.state).toBe('expired')
    its.places[0]!.finish()
    await settle()

    its.exports.retention.drop(next)
    vi.spyOn(its.spoolRoom, 'create').mockRejectedValueOnce(outOfFiles)
    await expect(its.exports.runs.start(its.announce())).rejects.toBe(outOfFiles)
  })

  test('because the queue is full is not recorded as claimed', async () => {
    await using its = await exportsUnderTest({ limits: { queueMax: 0 } })
    const [running, second] = [its.announce(), its.announce()]
    await its.exports.runs.start(running)
    its.exports.deliveries.attach(second, true, null)
    await expect(its.exports.runs.start(second)).rejects.toMatchObject({ code: 'queue-full' })
    expect(second.state).toBe('queued')
    expect(its.eventsOf(second)).toEqual(['issued'])
  })

  test('because it has ended says why', async () => {
    await using its = await exportsUnderTest()
    const [cancelled, expired] = [its.announce(), its.announce()]
    its.exports.retention.stop(cancelled)
    expired.expire()
    await expect(its.exports.runs.start(cancelled)).rejects.toMatchObject({ code: 'cancelled' })
    await expect(its.exports.runs.start(expired)).rejects.toMatchObject({ code: 'ticket-unknown' })
  })

  test('because it is cancelled meanwhile opens no spool', async () => {
    await using its = await exportsUnderTest()
    const job = its.announce()
    const starting = its.exports.runs.start(job)
    its.exports.retention.stop(job)
    await expect(starting).rejects.toMatchObject({ code: 'cancelled' })
    expect(its.eventsOf(job)).toEqual(['issued', 'cancelled'])
    expect(its.places[0]!.busy).toBe(false)
  })
})

test('a run that was given back and has not ended yet does not affect the next one', async () => {
  await using its = await exportsUnderTest()
  const job = its.announce()
  its.exports.deliveries.attach(job, true, null)
  const first = await its.exports.runs.start(job)
  its.exports.deliveries.endUnsent(job, { error: failure, holdsClaim: true, isGone: false })
  its.exports.deliveries.attach(job, true, null)
  const second = await its.exports.runs.start(job)
  await settle()
  expect(first.closed).toBe(true)
  expect(second).not.toBe(first)
  expect(job.state).toBe('running')
  expect(second.error).toBeNull()
})
