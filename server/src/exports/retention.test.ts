import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { AppError } from '../appError.ts'
import { defaultLimits } from '../limits.ts'
import { exportsUnderTest, type ExportsUnderTest } from './testing/exportsUnderTest.ts'

const failure = new AppError('queue-full', 'Too many.')
const { signal } = new AbortController()
const { keepMs, ticketTtlMs } = defaultLimits

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
  })
})

afterEach(() => {
  vi.useRealTimers()
})

/** An export whose file is ready, and whose only client has left without a byte of it. */
async function readyFile(its: ExportsUnderTest, { text = 'file', viewerId = 'analyst' } = {}) {
  const job = its.announce({ isBound: true, viewerId })
  its.exports.deliveries.attach(job, true, null)
  const spool = await its.exports.runs.start(job)
  its.places[0]!.write(text)
  its.places[0]!.finish()
  await spool.waitForEnd(signal)
  // Later files are newer.
  vi.advanceTimersByTime(1)
  return job
}

async function keptFile(its: ExportsUnderTest, file?: { text?: string; viewerId?: string }) {
  const job = await readyFile(its, file)
  its.exports.deliveries.sent(job, 4)
  its.exports.deliveries.detach(job, true, true)
  return job
}

describe('a kept file', () => {
  test('is dropped when its time is up: its export has expired', async () => {
    await using its = await exportsUnderTest()
    const job = await keptFile(its)
    vi.advanceTimersByTime(keepMs - 2_000)
    expect(job).toMatchObject({ state: 'delivered', hasFile: true })
    vi.advanceTimersByTime(3_000)
    expect(job).toMatchObject({ state: 'expired', hasFile: false })
    expect(await its.shown(job)).toMatchObject({ state: 'expired', keptUntil: null })
    expect(its.eventsOf(job)).toEqual(['issued', 'claimed', 'completed', 'delivered', 'dropped'])
    expect(its.dropped).toEqual([job.id])
  })

  test('that was never fetched to the end expires too', async () => {
    await using its = await exportsUnderTest()
    const job = await readyFile(its)
    its.exports.deliveries.detach(job, true, false)
    vi.advanceTimersByTime(keepMs + 1_000)
    expect(its.eventsOf(job)).toEqual(['issued', 'claimed', 'completed', 'expired'])
  })

  test('stays while a browser reads it again, and a full time after that', async () => {
    await using its = await exportsUnderTest()
    const job = await keptFile(its)
    vi.advanceTimersByTime(keepMs - 2_000)
    its.exports.deliveries.attach(job, false, null)
    vi.advanceTimersByTime(keepMs)
    expect(job.state).toBe('delivered')
    its.exports.deliveries.detach(job, false, true)
    vi.advanceTimersByTime(keepMs - 2_000)
    expect(job.state).toBe('delivered')
    vi.advanceTimersByTime(3_000)
    expect(job.state).toBe('expired')
  })

  test('makes room for a new one, the oldest first, unless it is being read', async () => {
    await using its = await exportsUnderTest({ spoolBytesMax: 16 })
    const [read, oldest, newer] = [await keptFile(its), await keptFile(its), await keptFile(its)]
    its.exports.deliveries.attach(read, false, null)
    const newest = await keptFile(its)
    const states = [read, oldest, newer, newest].map(({ state }) => state)
    expect(states).toEqual(['delivered', 'expired', 'delivered', 'delivered'])
    expect(its.spoolRoom.usedBytes).toBe(12)
  })

  test('makes room out of the files of the viewer who has the most bytes', async () => {
    await using its = await exportsUnderTest({ spoolBytesMax: 12 })
    const small = await keptFile(its, { text: 'one', viewerId: 'seattle' })
    const large = [await keptFile(its), await keptFile(its)]
    const newest = await keptFile(its)
    expect(small.state).toBe('delivered')
    expect(large.map(({ state }) => state)).toEqual(['expired', 'delivered'])
    expect(newest.state).toBe('delivered')
  })

  test('makes room out of the files of a viewer whose other files are being sent', async () => {
    await using its = await exportsUnderTest({ spoolBytesMax: 20 })
    const other = await keptFile(its, { text: 'seven..', viewerId: 'seattle' })
    const sent = await keptFile(its, { text: 'six...' })
    its.exports.deliveries.attach(sent, false, null)
    const idle = await keptFile(its, { text: 'four' })
    await keptFile(its, { text: 'one' })
    expect([other, sent, idle].map(({ state }) => state)).toEqual([
      'delivered',
      'delivered',
      'expired',
    ])
  })

  test('gives way when its viewer has more files than they may have, the oldest first', async () => {
    await using its = await exportsUnderTest({ limits: { keptPerViewerMax: 2 } })
    const other = await keptFile(its, { viewerId: 'seattle' })
    const files = [await keptFile(its), await keptFile(its), await keptFile(its)]
    expect(files.map(({ state }) => state)).toEqual(['expired', 'delivered', 'delivered'])
    expect(its.dropped).toEqual([files[0]!.id])
    expect(other.state).toBe('delivered')
  })

  test('gives way when they have more bytes, but the newest stays', async () => {
    await using its = await exportsUnderTest({ limits: { keptBytesPerViewerMax: 8 } })
    const files = [await keptFile(its), await keptFile(its), await keptFile(its)]
    expect(files.map(({ state }) => state)).toEqual(['expired', 'delivered', 'delivered'])
    const large = await keptFile(its, { text: 'more than eight' })
    expect([...files, large].map(({ state }) => state)).toEqual([
      ...['expired', 'expired', 'expired'],
      'delivered',
    ])
  })

  test('gives way when all viewers have more files than the node keeps', async () => {
    await using its = await exportsUnderTest({ limits: { keptMax: 3 } })
    const other = await keptFile(its, { viewerId: 'seattle' })
    const files = [await keptFile(its), await keptFile(its), await keptFile(its)]
    expect(other.state).toBe('delivered')
    expect(files.map(({ state }) => state)).toEqual(['expired', 'delivered', 'delivered'])
  })

  test('that is cancelled is dropped', async () => {
    await using its = await exportsUnderTest()
    const job = await keptFile(its)
    its.progress.publishMessage({ type: 'cancel', exportId: job.id })
    expect(job).toMatchObject({ state: 'expired', hasFile: false })
    expect(its.spoolRoom.usedBytes).toBe(0)
  })
})

describe('an unclaimed ticket', () => {
  test('expires with its export', async () => {
    await using its = await exportsUnderTest()
    const job = its.announce()
    vi.advanceTimersByTime(ticketTtlMs - 2_000)
    expect(job.state).toBe('waiting')
    vi.advanceTimersByTime(3_000)
    expect(its.eventsOf(job)).toEqual(['issued', 'expired'])
    expect(its.dropped).toEqual([job.id])
  })

  test('again after its claim was given back fails the export with the reason for that', async () => {
    await using its = await exportsUnderTest()
    const job = its.announce()
    its.exports.deliveries.attach(job, true, null)
    its.exports.deliveries.endUnsent(job, { error: failure, holdsClaim: true, isGone: false })
    vi.advanceTimersByTime(ticketTtlMs + 1_000)
    expect(its.eventsOf(job)).toEqual(['issued', 'failed: queue-full'])
  })

  test('is not touched while a client is about to claim it', async () => {
    await using its = await exportsUnderTest()
    const job = its.announce()
    its.exports.deliveries.attach(job, true, null)
    vi.advanceTimersByTime(ticketTtlMs + 1_000)
    expect(job.state).toBe('waiting')
  })
})

describe('a cancel', () => {
  test('of a waiting export ends it', async () => {
    await using its = await exportsUnderTest()
    const job = its.announce()
    its.exports.retention.stop(job)
    expect(await its.shown(job)).toMatchObject({ state: 'cancelled', errorCode: null })
    expect(its.eventsOf(job)).toEqual(['issued', 'cancelled'])
    expect(its.dropped).toEqual([job.id])
  })

  test('of one whose last attempt failed leaves that as its outcome', async () => {
    await using its = await exportsUnderTest()
    const job = its.announce()
    its.exports.deliveries.attach(job, true, null)
    its.exports.deliveries.endUnsent(job, { error: failure, holdsClaim: true, isGone: false })
    its.exports.retention.stop(job)
    expect(its.eventsOf(job)).toEqual(['issued', 'failed: queue-full'])
  })

  test('of a running export stops its run', async () => {
    await using its = await exportsUnderTest()
    const job = its.announce()
    await its.exports.runs.start(job)
    its.exports.retention.stop(job)
    expect(its.eventsOf(job)).toEqual(['issued', 'claimed', 'cancelled'])
    expect(its.places[0]!.busy).toBe(false)
  })

  test('of what has ended changes nothing', async () => {
    await using its = await exportsUnderTest()
    const job = its.announce()
    its.exports.retention.stop(job)
    its.exports.retention.stop(job)
    expect(its.eventsOf(job)).toEqual(['issued', 'cancelled'])
  })
})

test('a failure for another reason is not hidden by that of an earlier attempt', async () => {
  await using its = await exportsUnderTest()
  const job = its.announce()
  its.exports.deliveries.attach(job, true, null)
  its.exports.deliveries.endUnsent(job, { error: failure, holdsClaim: true, isGone: false })
  its.exports.retention.stop(job, new AppError('forbidden', 'Not any more.'))
  expect(its.eventsOf(job)).toEqual(['issued', 'failed: forbidden'])
})

test('an export that another node has taken is forgotten here, unless it has a run', async () => {
  await using its = await exportsUnderTest()
  const [waiting, running] = [its.announce(), its.announce()]
  await its.exports.runs.start(running)
  for (const { id } of [waiting, running]) {
    its.progress.publishMessage({ type: 'taken', exportId: id })
  }
  expect(its.exports.registry.find(waiting.id)).toBeUndefined()
  expect(its.exports.registry.find(running.id)).toBe(running)
})

test('thirty ended exports of each viewer are remembered, the oldest are forgotten', async () => {
  await using its = await exportsUnderTest()
  const jobs = Array.from({ length: 35 }, () => its.announce())
  const other = its.announce({ viewerId: 'seattle' })
  for (const job of [...jobs, other]) its.exports.retention.stop(job)
  vi.advanceTimersByTime(1_000)
  const known = [...jobs, other].filter((job) => its.exports.registry.find(job.id))
  expect(known).toEqual([...jobs.slice(5), other])
  expect(await its.progress.list('analyst')).toHaveLength(30)
})

test('a thousand ended exports of all viewers are remembered', async () => {
  await using its = await exportsUnderTest()
  const jobs = Array.from({ length: 1_005 }, (_, index) =>
    its.announce({ viewerId: `viewer-${Math.floor(index / 30)}` }),
  )
  for (const job of jobs) its.exports.retention.stop(job)
  vi.advanceTimersByTime(1_000)
  const known = jobs.filter((job) => its.exports.registry.find(job.id))
  expect(known).toEqual(jobs.slice(5))
})

test('a process that stops ends its exports, and leaves tickets to other nodes', async () => {
  const its = await exportsUnderTest({ places: 1 })
  const kept = await keptFile(its)
  const [waiting, running, queued] = [its.announce(), its.announce(), its.announce()]
  await its.exports.runs.start(running)
  its.exports.runs.start(queued).catch(() => {})
  await its[Symbol.asyncDispose]()
  expect([kept, waiting, running, queued].map((job) => its.eventsOf(job).at(-1))).toEqual([
    'delivered',
    'issued',
    'failed: draining',
    'failed: draining',
  ])
  expect(its.dropped).toEqual([])
  expect(its.spoolRoom.usedBytes).toBe(0)
})
