import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { bodyEnd } from '../../testing/bodyEnd.ts'
import { AppError } from '../appError.ts'
import { defaultLimits } from '../limits.ts'
import { filesUnavailable } from '../spool/filesUnavailable.ts'
import { twoServedNodes, type TwoServedNodes } from './testing/twoServedNodes.ts'

// What two nodes with one store for their files do with each other's exports.

/** A browser's ticket whose file `here` is writing, and the same browser at the other node. */
async function beingWritten(its: TwoServedNodes) {
  const issued = await its.here.issue({ isBound: true })
  const opened = issued.open()
  await vi.waitFor(() => expect(its.here.places[0]!.exportId).toBe(issued.record.exportId))
  return { ...opened, issued, elsewhere: its.elsewhere(issued) }
}

const waitingAt = ({ exports }: TwoServedNodes['there']) => exports.deliveries.waitingCount

/** A finished run of a browser's ticket whose file waits for the store, until `release`. */
async function heldBack(its: TwoServedNodes) {
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  its.objects.before = (request) => (request.startsWith('put files/') ? held : undefined)
  const { issued, response } = await beingWritten(its)
  its.here.places[0]!.write('whole')
  its.here.places[0]!.finish()
  const body = await buffer(await response)
  return { body, issued, elsewhere: its.elsewhere(issued), release }
}

describe('a client that has a file before the store has it', () => {
  test('holds no place for downloads until then, and has been delivered to after that', async () => {
    await using its = await twoServedNodes()
    const { body, issued, release } = await heldBack(its)
    expect(body.toString()).toBe('whole')
    const { registry } = its.here.exports
    await vi.waitFor(() => expect(registry.deliveryCount).toBe(0))
    expect(registry.uploadCount).toBe(1)
    expect(await its.here.progressOf(issued.record)).toMatchObject({ state: 'running' })
    release()
    await vi.waitFor(async () => {
      expect(await its.here.progressOf(issued.record)).toMatchObject({ state: 'delivered' })
    })
    expect(registry.uploadCount).toBe(0)
    expect(its.here.auditOf(issued.record)).toEqual(['claimed', 'completed', 'delivered'])
  })

  test('has it, whatever becomes of the file: its viewer deletes it', async () => {
    await using its = await twoServedNodes()
    const { issued, release } = await heldBack(its)
    its.here.progress.publishMessage({ type: 'cancel', exportId: issued.record.exportId })
    release()
    expect(its.here.auditOf(issued.record).slice(1)).toEqual(['completed', 'delivered', 'deleted'])
    await vi.waitFor(() => expect(its.objects.keys).toEqual([]))
  })

  test('has it, also when the node stops', async () => {
    await using its = await twoServedNodes()
    const { issued, release } = await heldBack(its)
    const closing = its.here.exports.close()
    release()
    await closing
    expect(its.here.auditOf(issued.record).slice(1)).toEqual(['completed', 'delivered', 'expired'])
    await its.files.close()
    expect(its.objects.keys).toEqual([])
  })
})

describe('a file on its way to the store', () => {
  /** One that is prepared: no client has it. */
  async function onItsWay(its: TwoServedNodes) {
    let release = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    its.objects.before = (request) => (request.startsWith('put files/') ? held : undefined)
    const job = its.here.prepare()
    await vi.waitFor(() => expect(its.here.places[0]!.busy).toBe(true))
    its.here.places[0]!.write('whole')
    its.here.places[0]!.finish()
    await vi.waitFor(() => expect(job.isBeingShared).toBe(true))
    return { job, release }
  }

  test('is cancelled, not deleted: no one could have it', async () => {
    await using its = await twoServedNodes()
    const { job, release } = await onItsWay(its)
    its.here.exports.retention.stop(job)
    release()
    expect(its.here.eventsOf(job)).toEqual(['prepared', 'cancelled'])
    await its.files.close()
    expect(its.objects.keys).toEqual([])
  })

  test('has failed with its node, and nothing of it is left', async () => {
    await using its = await twoServedNodes()
    const { job, release } = await onItsWay(its)
    expect(its.here.exports.registry.uploadCount).toBe(1)
    const closing = its.here.exports.close()
    release()
    await closing
    await its.files.close()
    expect(its.here.eventsOf(job)).toEqual(['prepared', 'failed: draining'])
    expect(its.objects.keys).toEqual([])
  })

  test('is kept for as long as it takes, however long files are kept', async () => {
    await using its = await twoServedNodes({ limits: { keepMs: 1 } })
    const { issued, release } = await heldBack(its)
    // The files of this node that are over are dropped once a second.
    await sleep(1_500)
    expect(await its.here.progressOf(issued.record)).toMatchObject({ state: 'running' })
    release()
    await vi.waitFor(() => expect(its.here.auditOf(issued.record)).toContain('delivered'))
  })
})

describe('a client that waits for what another node is writing', () => {
  test('gets it when it is ready', async () => {
    await using its = await twoServedNodes()
    const { elsewhere } = await beingWritten(its)
    const waiting = elsewhere.get()
    await vi.waitFor(() => expect(waitingAt(its.there)).toBe(1))
    its.here.places[0]!.write('whole')
    its.here.places[0]!.finish()
    expect((await waiting).body.toString()).toBe('whole')
    expect(waitingAt(its.there)).toBe(0)
  })

  test('counts as a download of its viewer', async () => {
    await using its = await twoServedNodes({ limits: { deliveriesPerViewerMax: 2 } })
    const { elsewhere } = await beingWritten(its)
    const waiting = [elsewhere.open(), elsewhere.open()]
    await vi.waitFor(() => expect(waitingAt(its.there)).toBe(2))
    expect((await elsewhere.get()).status).toBe(429)
    for (const { leave } of waiting) leave()
    await vi.waitFor(() => expect(waitingAt(its.there)).toBe(0))
  })

  test('is told when it has waited for as long as a download may take', async () => {
    await using its = await twoServedNodes({ limits: { deliveryDeadlineMs: 700 } })
    const { elsewhere } = await beingWritten(its)
    const { status, body } = await elsewhere.get({ accept: 'application/json' })
    expect(status).toBe(504)
    expect(body.toString()).toContain('The export took too long.')
  })

  test('leaves when its session signs out', async () => {
    await using its = await twoServedNodes()
    const { elsewhere, issued } = await beingWritten(its)
    const waiting = elsewhere.get()
    await vi.waitFor(() => expect(waitingAt(its.there)).toBe(1))
    its.there.exports.endSession(issued.record.sessionId)
    expect((await waiting).status).toBeGreaterThanOrEqual(400)
    expect(waitingAt(its.there)).toBe(0)
  })

  test('is told when its node stops', async () => {
    await using its = await twoServedNodes()
    const { elsewhere } = await beingWritten(its)
    const waiting = elsewhere.get()
    await vi.waitFor(() => expect(waitingAt(its.there)).toBe(1))
    await its.there.exports.close()
    expect((await waiting).status).toBe(503)
  })

  test('keeps the run alive, and the run ends once no one waits for it any more', async () => {
    await using its = await twoServedNodes()
    const { elsewhere, leave } = await beingWritten(its)
    const there = elsewhere.open()
    await vi.waitFor(() => expect(waitingAt(its.there)).toBe(1))
    leave()
    // Longer than a run waits for a browser that comes back.
    await sleep(1_500)
    expect(its.here.places[0]!.busy).toBe(true)
    there.leave()
    await vi.waitFor(() => expect(its.here.places[0]!.busy).toBe(false), 6_000)
    expect(its.here.auditOf(elsewhere.record).at(-1)).toBe('failed: client-gone')
  })
})

test('a run that has failed leaves the file alone that a later claim has made elsewhere', async () => {
  await using its = await twoServedNodes()
  const failing = await beingWritten(its)
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  // It is slow to drop what it has sent, of which there is nothing.
  its.objects.before = (request) => (request.startsWith('delete files/') ? held : undefined)
  its.here.places[0]!.fail(new AppError('worker-failed', 'The worker has died.'))
  expect((await failing.response).statusCode).toBe(500)
  const again = failing.elsewhere.get()
  await vi.waitFor(() => expect(its.there.places[0]!.busy).toBe(true))
  its.there.places[0]!.write('whole')
  its.there.places[0]!.finish()
  expect((await again).body.toString()).toBe('whole')
  await vi.waitFor(async () => {
    expect(await its.files.find(failing.issued.record.exportId)).not.toBeNull()
  })
  release()
  await its.files.close()
  expect(its.objects.keys).toContain(`files/${failing.issued.record.exportId}`)
})

describe('a file that only the store has', () => {
  /** One of `here`, and a ticket for it at the other node. */
  async function pickedUp(its: TwoServedNodes) {
    const job = its.here.prepare()
    await vi.waitFor(() => expect(its.here.places[0]!.busy).toBe(true))
    its.here.places[0]!.write('whole')
    its.here.places[0]!.finish()
    await vi.waitFor(() => expect(job.isShared).toBe(true))
    const record = { ...job.record, isPickUp: true }
    const { ticket } = await its.there.tickets.issue(record, defaultLimits)
    return its.there.issued(record, `${its.there.routeUrl}?ticket=${ticket}`)
  }

  test('is not there while the store is out of reach: its ticket stays good', async () => {
    await using its = await twoServedNodes()
    const issued = await pickedUp(its)
    its.objects.before = (request) => {
      if (request.startsWith('read ')) throw filesUnavailable('memory://objects', 'It hangs.')
    }
    const refused = await issued.get({ accept: 'application/json' })
    expect(refused.status).toBe(503)
    expect(refused.headers['retry-after']).toBe('5')
    expect(refused.body.toString()).toContain('store for prepared files')
    its.objects.before = () => {}
    expect((await issued.get()).body.toString()).toBe('whole')
  })

  test('is said to be gone when something else has deleted it', async () => {
    await using its = await twoServedNodes()
    const issued = await pickedUp(its)
    await its.objects.delete(`files/${issued.record.exportId}`)
    const { status, body } = await issued.get({ accept: 'application/json' })
    expect(status).toBe(404)
    expect(body.toString()).toContain('Export it again.')
  })

  test('is cut off when its viewer deletes it, which is no fault', async () => {
    await using its = await twoServedNodes()
    const issued = await pickedUp(its)
    const { exportId } = issued.record
    // A part of it, and then nothing, as on a slow line.
    const part = new Readable({ read() {} })
    part.push('wh')
    vi.spyOn(its.objects, 'read').mockResolvedValueOnce(part)
    const ended = issued.open().response.then(bodyEnd)
    await vi.waitFor(() => {
      expect(its.there.exports.registry.find(exportId)?.bytesSent).toBe(2)
    })
    const taken = await its.there.exports.sharedFiles.take(exportId)
    await its.there.exports.sharedEnds.delete(taken!)
    expect(await ended).toBe('cut')
    expect(its.there.logged).toEqual([])
  })
})
