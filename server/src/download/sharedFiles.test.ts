import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
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
