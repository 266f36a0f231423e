import { afterEach, expect, test, vi } from 'vitest'
import { AppError } from '../appError.ts'
import { RunQueue, type QueueLimits } from './runQueue.ts'
import type { RunResult } from './workerProtocol.ts'
import { ManualPlace } from './testing/manualPlace.ts'

function queueOf({
  places: count = 1,
  ...limits
}: Partial<QueueLimits> & { places?: number } = {}) {
  const places = Array.from({ length: count }, () => new ManualPlace())
  const queue = new RunQueue(places, {
    queueMax: 9,
    queuedPerViewerMax: 9,
    runsPerViewerMax: 9,
    ...limits,
  })

  /** A run that is called `seattle1` is one of the viewer `seattle`. */
  function add(exportId: string, begin = async () => true, rowCount = 10) {
    const stop = new AbortController()
    const seen: unknown[] = []
    const viewerId = exportId.replace(/\d+$/, '')
    const job = {
      exportId,
      viewer: { id: viewerId, name: viewerId, scope: null },
      request: { report: 'flights', filters: {}, format: 'csv' as const },
      requestedAt: '2026-01-01T00:00:00.000Z',
      fileDescriptor: -1,
    }
    const result: Promise<RunResult> = queue.run({
      viewerId,
      rowCount,
      signal: stop.signal,
      onAccepted: () => seen.push('accepted'),
      onPlace: (place) => seen.push(place),
      begin: async () => {
        return (await begin()) ? job : null
      },
      onStart: () => seen.push('started'),
      onProgress: () => {},
    })
    result.catch(() => {})
    return { result, seen, cancel: () => stop.abort(new AppError('cancelled', 'Cancelled.')) }
  }

  return { queue, places, add, running: () => places.map(({ exportId }) => exportId) }
}

afterEach(() => {
  vi.useRealTimers()
})

/** Lets settled promises have their effect. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

test('runs of one viewer start in their order, and each gets its place', async () => {
  const { queue, places, add, running } = queueOf()
  const [first, second, third] = [add('a1'), add('a2'), add('a3')]
  await settle()
  expect([queue.activeCount, queue.queueLength]).toEqual([1, 2])
  expect([first.seen, second.seen, third.seen]).toEqual([
    ['accepted', 'started'],
    ['accepted', 1],
    ['accepted', 2],
  ])
  places[0]!.finish()
  await first.result
  await settle()
  expect(running()).toEqual(['a2'])
  expect([second.seen.at(-1), third.seen.at(-1)]).toEqual(['started', 1])
})

test('a hundred runs of one viewer delay the first of another by one run', async () => {
  const { places, add, running } = queueOf({ queueMax: 200, queuedPerViewerMax: 100 })
  for (let count = 0; count < 100; count += 1) add(`many${count}`)
  const other = add('few1')
  // In a long line, places are told together.
  await vi.waitFor(() => expect(other.seen).toEqual(['accepted', 1]))
  places[0]!.finish()
  await settle()
  expect(running()).toEqual(['few1'])
})

test('a viewer runs as many at once as they may; the places are for others', async () => {
  const { places, add, running } = queueOf({ places: 3, runsPerViewerMax: 1 })
  for (const id of ['a1', 'a2', 'b1']) add(id)
  await settle()
  expect(running()).toEqual(['a1', 'b1', null])
  places[0]!.finish()
  await settle()
  expect(running()).toEqual(['a2', 'b1', null])
})

test('every free place takes a run', async () => {
  const { queue, add, running } = queueOf({ places: 2 })
  for (const id of ['a', 'b', 'c']) add(id)
  await settle()
  expect(running()).toEqual(['a', 'b'])
  expect(queue.queueLength).toBe(1)
})

test('a full queue refuses, and says when to try again', async () => {
  const { queue, add } = queueOf({ queueMax: 1 })
  add('running')
  add('queued')
  const refused = add('refused')
  await expect(refused.result).rejects.toMatchObject({ code: 'queue-full', retryAfterS: 60 })
  expect(refused.seen).toEqual([])
  expect(queue.queueLength).toBe(1)
  expect(() => queue.checkRoom('refused')).toThrow('Too many exports are in line')
})

test('a viewer with a full line is refused, and no other', async () => {
  const { add } = queueOf({ queuedPerViewerMax: 1 })
  for (const id of ['a1', 'a2']) add(id)
  await expect(add('a3').result).rejects.toMatchObject({
    code: 'too-many-exports',
    message: 'You have 1 exports in line. Wait until one of them begins, or cancel one.',
  })
  expect(add('b1').seen).toEqual(['accepted', 1])
})

test('with no queue at all, a free place still takes a run', async () => {
  const { add } = queueOf({ queueMax: 0, queuedPerViewerMax: 0 })
  expect(add('a').seen).toEqual(['accepted'])
  await expect(add('a').result).rejects.toMatchObject({ code: 'too-many-exports' })
})

test('a cancelled run leaves the queue, and those behind it move up', async () => {
  const { queue, add } = queueOf()
  add('running')
  const [second, third] = [add('b'), add('c')]
  second.cancel()
  await expect(second.result).rejects.toMatchObject({ code: 'cancelled' })
  expect(third.seen).toEqual(['accepted', 2, 1])
  expect(queue.queueLength).toBe(1)
})

test('a run whose signal has aborted already never starts', async () => {
  const { queue, places } = queueOf()
  const run = queue.run({
    viewerId: 'a',
    rowCount: 1,
    signal: AbortSignal.abort(new AppError('cancelled', 'Cancelled.')),
    onAccepted: () => expect.unreachable(),
    onPlace: () => expect.unreachable(),
    begin: () => expect.unreachable(),
    onStart: () => expect.unreachable(),
    onProgress: () => {},
  })
  await expect(run).rejects.toMatchObject({ code: 'cancelled' })
  expect(places[0]!.busy).toBe(false)
})

test('a run that is cancelled while its file is opened never writes', async () => {
  const { places, add } = queueOf()
  let open!: () => void
  const run = add('a', () => new Promise((resolve) => (open = () => resolve(true))))
  run.cancel()
  open()
  await expect(run.result).rejects.toMatchObject({ code: 'cancelled' })
  expect(places[0]!.busy).toBe(false)
})

test.each([
  ['its file cannot be opened', () => Promise.reject(new AppError('spool-full', 'Full.'))],
  ['its viewer has too many elsewhere', async () => false],
])('when %s, the place is for the next viewer', async (_why, begin) => {
  const { add, running } = queueOf()
  add('a', begin)
  add('b')
  await settle()
  expect(running()).toEqual(['b'])
})

test('a viewer with too many runs elsewhere gets another turn', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  let runsElsewhere = 1
  const { add, running } = queueOf()
  const run = add('a', async () => runsElsewhere === 0)
  await settle()
  expect([running(), run.seen]).toEqual([[null], ['accepted', 1]])
  runsElsewhere = 0
  vi.advanceTimersByTime(1_000)
  await settle()
  expect(running()).toEqual(['a'])
})

test('a run that fails makes room for the next one', async () => {
  const { places, add, running } = queueOf()
  const [first] = [add('a'), add('b')]
  await settle()
  places[0]!.fail(new AppError('database-failed', 'It failed.'))
  await expect(first.result).rejects.toMatchObject({ code: 'database-failed' })
  await settle()
  expect(running()).toEqual(['b'])
})

test('a closed queue ends what waits, what begins and what runs, and takes nothing new', async () => {
  const { queue, add } = queueOf({ places: 2 })
  const first = add('a')
  await settle()
  let open!: () => void
  const second = add('b', () => new Promise((resolve) => (open = () => resolve(true))))
  const third = add('c')
  await queue.close()
  open()
  await expect(first.result).rejects.toMatchObject({ code: 'cancelled' })
  await expect(second.result).rejects.toMatchObject({ code: 'draining' })
  await expect(third.result).rejects.toMatchObject({ code: 'cancelled' })
  await expect(add('d').result).rejects.toMatchObject({ code: 'draining' })
})
