import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { bodyEnd } from '../../testing/bodyEnd.ts'
import { http10 } from '../../testing/http10.ts'
import { AppError } from '../appError.ts'
import { Spool } from '../spool/spool.ts'
import { servedDownloads, type ServedDownloads } from './testing/servedDownloads.ts'

// How downloads end, and what is recorded: in the audit log, and as progress for the viewer.

const failure = new AppError('database-failed', 'It failed.')

describe('a ticket that is redeemed', () => {
  test('brings the file, once', async () => {
    await using its = await servedDownloads()
    const { record, get } = await its.issue()
    const downloading = get()
    await vi.waitFor(() => expect(its.places[0]!.exportId).toBe(record.exportId))
    expect(await its.progressOf(record)).toMatchObject({ state: 'running' })
    its.places[0]!.write('whole')
    its.places[0]!.finish()
    const { status, body } = await downloading
    expect([status, body.toString()]).toEqual([200, 'whole'])
    await vi.waitFor(() => {
      expect(its.auditOf(record)).toEqual(['claimed', 'completed', 'delivered'])
    })
    expect((await get()).status).toBe(404)
    expect(its.auditOf(record)).toEqual(['claimed', 'completed', 'delivered'])
  })

  test('of an unknown export is refused, and there is nothing to record it for', async () => {
    await using its = await servedDownloads()
    const { record, get } = await its.issue()
    await its.tickets.revoke(record.exportId)
    expect((await get()).status).toBe(404)
    expect(its.auditOf(record)).toEqual([])
  })
})

describe('a viewer who is no longer allowed to export', () => {
  test('does not learn the reason, which is recorded', async () => {
    await using its = await servedDownloads()
    const { record, get } = await its.issue()
    its.setRights({ reason: 'Not on a Sunday.' })
    const refused = await get()
    expect([refused.status, refused.body.toString()]).toEqual([
      404,
      expect.not.stringContaining('Sunday'),
    ])
    expect(its.auditOf(record)).toEqual(['failed: export-refused', 'refused: export-refused'])
    expect(its.reasonsOf(record)).toEqual(['Not on a Sunday.', 'Not on a Sunday.'])
  })

  test('gets the 404 of an unknown ticket, and nothing was started', async () => {
    await using its = await servedDownloads()
    const { record, get } = await its.issue()
    its.setRights(false)
    const refused = await get()
    // Its ticket is forgotten by now.
    const unknown = await get()
    expect(refused.status).toBe(404)
    expect(refused.body).toEqual(unknown.body)
    expect(its.auditOf(record)).toEqual(['failed: forbidden', 'refused: forbidden'])
    expect(await its.progressOf(record)).toMatchObject({ state: 'failed', errorCode: 'forbidden' })
    expect(its.places[0]!.busy).toBe(false)
  })

  test('does not get a kept file either, and it is dropped', async () => {
    await using its = await servedDownloads()
    const { record, get } = await its.issue({ isBound: true })
    const downloading = get()
    await vi.waitFor(() => expect(its.places[0]!.busy).toBe(true))
    its.places[0]!.write('whole')
    its.places[0]!.finish()
    expect((await downloading).status).toBe(200)
    its.setRights(false)
    expect((await get()).status).toBe(404)
    expect(its.auditOf(record).slice(2)).toEqual(['delivered', 'expired', 'refused: forbidden'])
    expect(its.spoolRoom.usedBytes).toBe(0)
  })

  test('loses a download that is under way', async () => {
    await using its = await servedDownloads({ limits: { graceMs: 0 } })
    const { record, get, open } = await its.issue({ isBound: true })
    const { response } = open()
    await vi.waitFor(() => expect(its.places[0]!.busy).toBe(true))
    its.places[0]!.write('half')
    const end = bodyEnd(await response)
    its.setRights(false)
    expect((await get()).status).toBe(404)
    expect(await end).toBe('cut')
    expect(its.auditOf(record)).toEqual(['claimed', 'failed: forbidden', 'refused: forbidden'])
  })

  test('is not assumed when the rights cannot be looked up: the ticket stays good', async () => {
    await using its = await servedDownloads()
    const { record, get } = await its.issue()
    its.setRights(new AppError('provider-unavailable', 'It is away.', { retryAfterS: 3 }))
    const refused = await get()
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '3'])
    expect(its.auditOf(record)).toEqual(['refused: provider-unavailable'])
    expect(await its.progressOf(record)).toMatchObject({
      state: 'waiting',
      errorCode: 'provider-unavailable',
    })
    its.setRights(true)
    const downloading = get()
    await vi.waitFor(() => expect(its.places[0]!.busy).toBe(true))
    its.places[0]!.write('whole')
    its.places[0]!.finish()
    expect((await downloading).status).toBe(200)
  })
})

describe('a download that cannot start', () => {
  test('for want of space is refused, and its ticket stays good', async () => {
    await using its = await servedDownloads({ spoolBytesMax: 100 })
    const occupying = await its.spoolRoom.create()
    occupying.grow(100)
    const { record, get } = await its.issue()
    const refused = await get()
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '60'])
    expect(its.auditOf(record)).toEqual(['refused: spool-full'])
    expect(await its.progressOf(record)).toMatchObject({
      state: 'waiting',
      errorCode: 'spool-full',
    })
    await occupying.close()
    await expectWhole(its, get)
    expect(its.auditOf(record).slice(1)).toEqual(['claimed', 'completed', 'delivered'])
  })

  test('because the queue is full is refused, and its ticket stays good', async () => {
    await using its = await servedDownloads({ limits: { queueMax: 0 } })
    const occupying = (await its.issue()).open()
    await vi.waitFor(() => expect(its.places[0]!.busy).toBe(true))
    const { record, get } = await its.issue()
    const refused = await get()
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '60'])
    expect(its.auditOf(record)).toEqual(['refused: queue-full'])
    expect(await its.progressOf(record)).toMatchObject({
      state: 'waiting',
      errorCode: 'queue-full',
    })
    occupying.leave()
    await vi.waitFor(() => expect(its.places[0]!.busy).toBe(false))
    await expectWhole(its, get)
  })

  test('because its viewer has too many is refused, and its ticket stays good', async () => {
    await using its = await servedDownloads({ limits: { queuedPerViewerMax: 0 } })
    const occupying = (await its.issue()).open()
    await vi.waitFor(() => expect(its.places[0]!.busy).toBe(true))
    const { record, get } = await its.issue()
    const refused = await get()
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '10'])
    expect(its.auditOf(record)).toEqual(['refused: too-many-exports'])
    occupying.leave()
    await vi.waitFor(() => expect(its.places[0]!.busy).toBe(false))
    await expectWhole(its, get)
  })
})

describe('a run that fails', () => {
  test('before the first byte is a page with the reason, and the ticket is good once more', async () => {
    await using its = await servedDownloads()
    const { record, get } = await its.issue()
    const downloading = get()
    await vi.waitFor(() => expect(its.places[0]!.busy).toBe(true))
    its.places[0]!.fail(failure)
    const refused = await downloading
    expect(refused.status).toBe(500)
    expect(refused.headers).not.toHaveProperty('content-disposition')
    expect(its.auditOf(record)).toEqual(['claimed', 'refused: database-failed'])
    expect(await its.progressOf(record)).toMatchObject({
      state: 'waiting',
      errorCode: 'database-failed',
    })
    await expectWhole(its, get)
    expect(its.auditOf(record).slice(2)).toEqual(['claimed', 'completed', 'delivered'])
    expect(await its.progressOf(record)).toMatchObject({ state: 'delivered', errorCode: null })
  })

  test('after the first bytes cuts the download, which has failed for good', async () => {
    await using its = await servedDownloads({ limits: { graceMs: 0 } })
    const { record, get, open } = await its.issue()
    const { response } = open()
    await vi.waitFor(() => expect(its.places[0]!.busy).toBe(true))
    its.places[0]!.write('half')
    const end = bodyEnd(await response)
    its.places[0]!.fail(failure)
    expect(await end).toBe('cut')
    expect(its.auditOf(record)).toEqual(['claimed', 'failed: database-failed'])
    expect(await its.progressOf(record)).toMatchObject({
      state: 'failed',
      errorCode: 'database-failed',
    })
    expect((await get()).status).toBe(404)
  })
})

describe('a client that leaves', () => {
  test('while it is queued gives its claim back: nothing has failed', async () => {
    await using its = await servedDownloads()
    const occupying = (await its.issue()).open()
    await vi.waitFor(() => expect(its.places[0]!.busy).toBe(true))
    const { record, get, open } = await its.issue()
    const { leave } = open()
    await vi.waitFor(async () => {
      expect(await its.progressOf(record)).toMatchObject({ state: 'queued', placeInLine: 1 })
    })
    leave()
    await vi.waitFor(async () => {
      expect(await its.progressOf(record)).toMatchObject({ state: 'waiting', errorCode: null })
    })
    expect(its.auditOf(record)).toEqual([])
    occupying.leave()
    await vi.waitFor(() => expect(its.places[0]!.busy).toBe(false))
    await expectWhole(its, get)
  })

  test('and is a browser that does not come back has ended its export', async () => {
    await using its = await servedDownloads()
    const { record, get, open } = await its.issue({ isBound: true })
    const { leave } = open()
    await vi.waitFor(() => expect(its.places[0]!.busy).toBe(true))
    leave()
    await vi.waitFor(() => {
      expect(its.auditOf(record)).toEqual(['claimed', 'failed: client-gone'])
    })
    expect(its.places[0]!.busy).toBe(false)
    expect((await get()).status).toBe(404)
  })

  test('and is a browser that sends its request again gets the same run', async () => {
    await using its = await servedDownloads()
    const { record, get, open } = await its.issue({ isBound: true })
    const { leave } = open()
    await vi.waitFor(() => expect(its.places[0]!.busy).toBe(true))
    leave()
    await vi.waitFor(() => expect(its.exports.registry.deliveryCount).toBe(0))
    const downloading = get()
    await sleep(500)
    its.places[0]!.write('whole')
    its.places[0]!.finish()
    expect((await downloading).body.toString()).toBe('whole')
    await vi.waitFor(() => {
      expect(its.auditOf(record)).toEqual(['claimed', 'completed', 'resumed', 'delivered'])
    })
  })

  test('in the middle of the file has ended the export, unless a browser may resume', async () => {
    await using its = await servedDownloads({ limits: { graceMs: 0 } })
    const { record, open } = await its.issue()
    const { response, leave } = open()
    await vi.waitFor(() => expect(its.places[0]!.busy).toBe(true))
    its.places[0]!.write('half')
    ;(await response).on('error', () => {})
    leave()
    await vi.waitFor(() => {
      expect(its.auditOf(record)).toEqual(['claimed', 'failed: client-gone'])
    })
  })
})

describe('a cancel', () => {
  test('before the ticket is redeemed is all that is recorded', async () => {
    await using its = await servedDownloads()
    const { record, get } = await its.issue()
    await its.tickets.revoke(record.exportId)
    its.progress.publishMessage({ type: 'cancel', exportId: record.exportId })
    expect((await get()).status).toBe(404)
    expect(its.auditOf(record)).toEqual(['cancelled'])
    expect(await its.progressOf(record)).toMatchObject({ state: 'cancelled' })
  })

  test('while the download waits in the queue ends it with a page', async () => {
    await using its = await servedDownloads()
    const occupying = (await its.issue()).open()
    await vi.waitFor(() => expect(its.places[0]!.busy).toBe(true))
    const { record, get } = await its.issue()
    const downloading = get()
    await vi.waitFor(async () => {
      expect(await its.progressOf(record)).toMatchObject({ state: 'queued', placeInLine: 1 })
    })
    its.progress.publishMessage({ type: 'cancel', exportId: record.exportId })
    expect((await downloading).status).toBe(404)
    expect(its.auditOf(record)).toEqual(['cancelled', 'refused: cancelled'])
    expect(await its.progressOf(record)).toMatchObject({ state: 'cancelled', errorCode: null })
    occupying.leave()
  })

  test('while the rights are looked up ends the download before it starts', async () => {
    await using its = await servedDownloads()
    const { record, get } = await its.issue()
    its.setRights(true)
    const { registry, retention } = its.exports
    const downloading = get()
    await vi.waitFor(() => expect(registry.deliveryCount).toBe(1))
    retention.stop(registry.find(record.exportId)!)
    expect((await downloading).status).toBe(404)
    expect(await its.progressOf(record)).toMatchObject({ state: 'cancelled' })
  })
})

test('a browser that resumes a delivered file gets the rest, and that is recorded', async () => {
  await using its = await servedDownloads()
  const { record, get } = await its.issue({ isBound: true })
  const downloading = get()
  await vi.waitFor(() => expect(its.places[0]!.busy).toBe(true))
  its.places[0]!.write('whole')
  its.places[0]!.finish()
  const etag = String((await downloading).headers.etag)
  const rest = await get({ range: 'bytes=2-', 'if-range': etag })
  expect([rest.status, rest.body.toString()]).toEqual([206, 'ole'])
  await vi.waitFor(() => {
    expect(its.auditOf(record)).toEqual(['claimed', 'completed', 'delivered', 'resumed'])
  })
  expect(await its.progressOf(record)).toMatchObject({ state: 'delivered' })
})

test('a store that is out of reach is a 503, and the export waits on', async () => {
  await using its = await servedDownloads()
  const { record, get } = await its.issue()
  const down = new AppError('store-unavailable', 'It is away.', { retryAfterS: 5 })
  vi.spyOn(its.tickets, 'claim').mockRejectedValueOnce(down)
  expect((await get()).status).toBe(503)
  expect(its.auditOf(record)).toEqual([])
  expect(await its.progressOf(record)).toMatchObject({ state: 'waiting', errorCode: null })
})

async function expectWhole(
  its: Awaited<ReturnType<typeof servedDownloads>>,
  get: () => ReturnType<Awaited<ReturnType<typeof its.issue>>['get']>,
): Promise<void> {
  const downloading = get()
  const place = await vi.waitUntil(() => its.places.find(({ busy }) => busy))
  place.write('all')
  place.finish()
  const { status, body } = await downloading
  expect([status, body.toString()]).toEqual([200, 'all'])
  await vi.waitFor(() => expect(its.exports.registry.deliveryCount).toBe(0))
}

test('a sign-out while an export waits in line ends its download, as no fault of ours', async () => {
  await using its = await servedDownloads()
  const { get: running } = await its.issue()
  const { get: waiting, record } = await its.issue()
  const downloads = [running()]
  await vi.waitFor(() => expect(its.places[0]!.busy).toBe(true))
  downloads.push(waiting())
  await vi.waitFor(() => expect(its.exports.registry.deliveryCount).toBe(2))
  its.exports.endSession(record.sessionId)
  for (const { status, body } of await Promise.all(downloads)) {
    expect([status, body.toString()]).toEqual([404, expect.stringContaining('was cancelled')])
  }
  expect(its.auditOf(record)).not.toContain('refused: internal')
})

describe('a file that cannot be read', () => {
  async function delivered(its: ServedDownloads, read: Spool['read']) {
    const { record, open } = await its.issue()
    const { response } = open()
    await vi.waitFor(() => expect(its.places[0]!.busy).toBe(true))
    its.places[0]!.write('whole')
    vi.spyOn(Spool.prototype, 'read').mockImplementationOnce(read)
    its.places[0]!.finish()
    return { record, end: await response.then(bodyEnd, () => 'cut'), response }
  }

  test('is refused before anything is sent, and the log says why', async () => {
    await using its = await servedDownloads()
    const { response } = await delivered(its, () => {
      throw new Error('The disk is gone.')
    })
    expect((await response).statusCode).toBe(500)
    expect(its.logged).toMatchObject([{ err: { cause: { message: 'The disk is gone.' } } }])
  })

  test('to its end is cut off there, and the log says why', async () => {
    await using its = await servedDownloads()
    const { end, record } = await delivered(its, async function* () {
      yield Buffer.from('wh')
      throw new Error('The disk is gone.')
    })
    expect(end).toBe('cut')
    expect(its.logged).toMatchObject([
      { exportId: record.exportId, err: { cause: { message: 'The disk is gone.' } } },
    ])
  })
})

describe('a client of HTTP/1.0, which cannot tell a cut from an end', () => {
  test('waits for the end of the run, so that the file has a length', async () => {
    await using its = await servedDownloads({ limits: { graceMs: 10 } })
    const { url } = await its.issue()
    const answer = http10(url)
    await vi.waitFor(() => expect(its.places[0]!.busy).toBe(true))
    its.places[0]!.write('half')
    await sleep(100)
    its.places[0]!.write('whole')
    its.places[0]!.finish()
    expect(await answer).toMatch(/^HTTP\/1\.[01] 200 /)
    expect(await answer).toMatch(/\r\ncontent-length: 9\r\n/i)
  })

  test('gets 505 when a download may take no longer, and the ticket stays good', async () => {
    await using its = await servedDownloads({ limits: { graceMs: 10, deliveryDeadlineMs: 1_000 } })
    const { get, url } = await its.issue()
    const answer = http10(url)
    await vi.waitFor(() => expect(its.places[0]!.busy).toBe(true))
    its.places[0]!.write('half')
    expect(await answer).toMatch(/^HTTP\/1\.[01] 505 /)
    const downloading = get()
    await vi.waitFor(() => expect(its.places[0]!.busy).toBe(true))
    its.places[0]!.write('whole')
    its.places[0]!.finish()
    expect((await downloading).body.toString()).toBe('whole')
  })
})
