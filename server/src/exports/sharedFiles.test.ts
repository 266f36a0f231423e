import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { twoServedNodes, type TwoServedNodes } from '../download/testing/twoServedNodes.ts'
import type { ExportJob } from './exportJob.ts'

/** A prepared export of `here` whose file is in the store. */
async function prepared(its: TwoServedNodes, options?: Parameters<typeof its.here.prepare>[0]) {
  const job = its.here.prepare(options)
  const [place] = its.here.places
  await vi.waitFor(() => expect(place!.exportId).toBe(job.id))
  place!.write('whole')
  place!.finish()
  await vi.waitFor(() => expect(job.isShared).toBe(true))
  await vi.waitFor(() => expect(its.objects.keys).not.toContain(`uploads/${job.id}`))
  return job
}

const eventsOf = (its: TwoServedNodes, job: ExportJob) => [
  ...its.here.eventsOf(job),
  ...its.there.eventsOf(job),
]

describe('a file in the store', () => {
  test('leaves nothing on the node that has written it, after a while', async () => {
    await using its = await twoServedNodes({ limits: { ticketTtlMs: 500 } })
    const { registry } = its.here.exports
    for (let count = 0; count < 3; count += 1) await prepared(its)
    expect(its.here.spoolRoom.usedBytes).toBeGreaterThan(0)
    await vi.waitFor(() => expect([...registry.jobs()]).toEqual([]), 3_000)
    expect(its.here.spoolRoom.usedBytes).toBe(0)
    expect(await its.here.progress.list('analyst')).toHaveLength(3)
  })

  test('is read from the disk at first, also while the store is out of reach', async () => {
    await using its = await twoServedNodes()
    const { runs, sharedFiles } = its.here.exports
    const job = await prepared(its)
    its.objects.before = () => {
      throw new Error('Out of reach.')
    }
    const taken = await sharedFiles.take(job.id)
    const file = await runs.start(taken!)
    const { signal } = new AbortController()
    expect((await buffer(file.read(0, 5, signal))).toString()).toBe('whole')
    sharedFiles.giveBack(taken!)
  })

  test('gives its place on the disk to others, and stays in the store', async () => {
    await using its = await twoServedNodes({ spoolBytesMax: 12 })
    const jobs = [await prepared(its), await prepared(its), await prepared(its)]
    expect(its.here.spoolRoom.usedBytes).toBeLessThanOrEqual(12)
    for (const job of jobs) {
      expect(its.here.eventsOf(job)).toEqual(['prepared', 'completed'])
      expect(await its.files.find(job.id)).not.toBeNull()
    }
  })

  test('is found again', async () => {
    await using its = await twoServedNodes()
    const { sharedFiles } = its.there.exports
    const { id } = await prepared(its)
    const again = await sharedFiles.take(id)
    expect(again).toMatchObject({ id, state: 'ready', hasFile: true })
    sharedFiles.giveBack(again!)
  })

  test('that is fetched once only goes with its delivery, unless another ticket for it is out', async () => {
    await using its = await twoServedNodes({ limits: { keepMs: 0, ticketTtlMs: 700 } })
    const { deliveries, registry, retention, sharedFiles } = its.here.exports
    const job = await prepared(its)
    const taken = await sharedFiles.take(job.id)
    retention.keepForTicket(taken!)
    deliveries.attach(taken!, false, null)
    deliveries.sent(taken!, 5)
    deliveries.detach(taken!, false, true)
    sharedFiles.giveBack(taken!)
    expect(registry.find(job.id)).toBe(taken)
    await vi.waitFor(() => expect(its.objects.keys).toEqual([]), 3_000)
    expect(its.here.eventsOf(job)).toEqual(['prepared', 'completed', 'delivered', 'dropped'])
    expect(registry.find(job.id)).toBeUndefined()
  })

  test('stays known while one of several uses it, whichever comes first to its end', async () => {
    await using its = await twoServedNodes()
    const { registry, sharedFiles } = its.there.exports
    const job = await prepared(its)
    const [one, other] = [await sharedFiles.take(job.id), await sharedFiles.take(job.id)]
    expect(one).toBe(other)
    sharedFiles.giveBack(one!)
    expect(registry.find(job.id)).toBe(other)
    registry.tell('picked-up', other!)
    expect(its.there.eventsOf(job)).toEqual(['picked-up'])
    sharedFiles.giveBack(other!)
    expect(registry.find(job.id)).toBeUndefined()
  })

  test('counts for its viewer, also where no one remembers it', async () => {
    await using its = await twoServedNodes({ limits: { keptPerViewerMax: 2 } })
    const old = await prepared(its)
    const other = await prepared(its, { viewerId: 'seattle' })
    // As after a restart without Redis.
    await its.here.progress.close()
    const newer = await prepared(its)
    const newest = await prepared(its)
    await vi.waitFor(async () => expect(await its.files.find(old.id)).toBeNull(), 5_000)
    for (const { id } of [other, newer, newest]) expect(await its.files.find(id)).not.toBeNull()
    expect(eventsOf(its, old)).toEqual(['prepared', 'completed', 'expired'])
    expect(its.objects.keys.filter((key) => key.includes(old.id))).toEqual([])
  })

  test('that several nodes drop at once has expired once', async () => {
    await using its = await twoServedNodes()
    const job = await prepared(its)
    const nodes = [its.here.exports, its.there.exports]
    const jobs = await Promise.all(nodes.map(({ sharedFiles }) => sharedFiles.take(job.id)))
    await Promise.all(nodes.map(({ sharedEnds }, index) => sharedEnds.drop(jobs[index]!)))
    expect(eventsOf(its, job)).toEqual(['prepared', 'completed', 'expired'])
    for (const { registry } of nodes) expect(registry.find(job.id)).toBeUndefined()
  })

  test('that another node has sent is dropped as delivered by the node that made it', async () => {
    await using its = await twoServedNodes()
    const job = await prepared(its)
    const { deliveries, sharedFiles } = its.there.exports
    const sent = await sharedFiles.take(job.id)
    deliveries.attach(sent!, false, null)
    deliveries.sent(sent!, 5)
    deliveries.detach(sent!, false, true)
    sharedFiles.giveBack(sent!)
    expect(job.state).toBe('ready')
    await its.here.exports.sharedEnds.drop(job)
    expect(eventsOf(its, job).toSorted()).toEqual(['completed', 'delivered', 'dropped', 'prepared'])
    expect(await its.here.shown(job)).toMatchObject({ state: 'expired', bytesSent: 5 })
  })

  test('expires once, after the last ticket for it, whichever nodes there are then', async () => {
    const limits = { keepMs: 300, ticketTtlMs: 300 }
    await using its = await twoServedNodes({ limits, times: { everyMs: 50 } })
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
    try {
      const job = await prepared(its)
      vi.setSystemTime(Date.now() + 400)
      const { sharedFiles } = its.there.exports
      // No new ticket, but one that was issued just before.
      expect(await sharedFiles.take(job.id)).toBeUndefined()
      const late = await sharedFiles.take(job.id, { byTicket: true })
      expect(late).toMatchObject({ hasFile: true })
      sharedFiles.giveBack(late!)
      await sleep(200)
      expect(eventsOf(its, job)).toEqual(['prepared', 'completed'])
      vi.setSystemTime(Date.now() + 10_000)
      await vi.waitFor(() => expect(eventsOf(its, job).at(-1)).toBe('expired'))
      await sleep(200)
      expect(eventsOf(its, job)).toEqual(['prepared', 'completed', 'expired'])
      expect(await sharedFiles.take(job.id, { byTicket: true })).toBeUndefined()
      expect(await its.here.shown(job)).toMatchObject({ state: 'expired', keptUntil: null })
      // Downloads that have begun may still read it.
      expect(its.objects.keys).toContain(`files/${job.id}`)
      vi.setSystemTime(Date.now() + 90 * 60_000)
      await vi.waitFor(() => expect(its.objects.keys).toEqual([]))
      expect(eventsOf(its, job)).toEqual(['prepared', 'completed', 'expired'])
    } finally {
      vi.useRealTimers()
    }
  })

  test('that its viewer deletes has gone, although the store fails in the middle of it', async () => {
    await using its = await twoServedNodes()
    const job = await prepared(its)
    const { sharedEnds, sharedFiles } = its.there.exports
    const taken = await sharedFiles.take(job.id)
    let failures = 0
    its.objects.before = (request) => {
      if (!request.startsWith('delete files/') || failures === 2) return
      failures += 1
      throw new Error('Out of reach.')
    }
    await sharedEnds.delete(taken!)
    sharedFiles.giveBack(taken!)
    expect(eventsOf(its, job)).toEqual(['prepared', 'completed', 'deleted'])
    expect(await sharedFiles.take(job.id)).toBeUndefined()
    await vi.waitFor(() => expect(its.objects.keys).toEqual([]), 5_000)
  })

  test('is deleted only after the longest download that may read it', async () => {
    const hourMs = 3_600_000
    const limits = { keepMs: 300, ticketTtlMs: 300, deliveryDeadlineMs: 4 * hourMs }
    await using its = await twoServedNodes({ limits, times: { everyMs: 50 } })
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
    try {
      const job = await prepared(its)
      vi.setSystemTime(Date.now() + 3 * hourMs)
      await vi.waitFor(() => expect(eventsOf(its, job).at(-1)).toBe('expired'))
      await sleep(200)
      expect(its.objects.keys).toContain(`files/${job.id}`)
      vi.setSystemTime(Date.now() + 2 * hourMs)
      await vi.waitFor(() => expect(its.objects.keys).toEqual([]))
    } finally {
      vi.useRealTimers()
    }
  })

  test('that is being sent does not expire before it is', async () => {
    const limits = { keepMs: 300, ticketTtlMs: 300 }
    await using its = await twoServedNodes({ limits, times: { everyMs: 50 } })
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
    try {
      const job = await prepared(its)
      const { deliveries, sharedFiles } = its.there.exports
      const sent = await sharedFiles.take(job.id)
      deliveries.attach(sent!, false, null)
      its.there.exports.registry.changed(sent!)
      vi.setSystemTime(Date.now() + 20_000)
      await sleep(200)
      expect(eventsOf(its, job)).toEqual(['prepared', 'completed'])
      deliveries.sent(sent!, 5)
      deliveries.detach(sent!, false, true)
      sharedFiles.giveBack(sent!)
      await vi.waitFor(() => expect(eventsOf(its, job)).toContain('dropped'), 5_000)
      expect(eventsOf(its, job).toSorted()).toEqual([
        'completed',
        'delivered',
        'dropped',
        'prepared',
      ])
    } finally {
      vi.useRealTimers()
    }
  })

  test('of a node that died before it could say so is dropped if its export has failed', async () => {
    await using its = await twoServedNodes({ times: { everyMs: 50, deadMs: 300 } })
    const [failed, ready] = [await prepared(its), await prepared(its)]
    const [shown] = (await its.here.progress.list('analyst')).filter(
      ({ exportId }) => exportId === failed.id,
    )
    its.here.progress.publish('analyst', { ...shown!, state: 'failed', errorCode: 'worker-failed' })
    // As a node leaves them that dies before it has ended its marks.
    for (const { id } of [failed, ready]) await its.objects.put(`uploads/${id}`, 'the last beat')
    await vi.waitFor(() => expect(its.objects.keys.join()).not.toContain('uploads/'), 3_000)
    expect(its.objects.keys.join()).not.toContain(failed.id)
    expect(await its.files.find(ready.id)).not.toBeNull()
  })
})
