import { expect, test } from 'vitest'
import { AppError } from '../appError.ts'
import { RunQueue } from './runQueue.ts'
import type { RunResult } from './workerProtocol.ts'
import { ManualPlace } from './testing/manualPlace.ts'

function queueOf({ places: count = 1, queueMax = 9 } = {}) {
  const places = Array.from({ length: count }, () => new ManualPlace())
  const queue = new RunQueue(places, queueMax)

  function add(exportId: string) {
    const stop = new AbortController()
    const seen: (number | null)[] = []
    const result: Promise<RunResult> = queue.run({
      job: {
        exportId,
        viewer: { id: 'seattle', name: 'Seattle', scope: null },
        request: { report: 'flights', filters: {}, format: 'csv' },
        requestedAt: '2026-01-01T00:00:00.000Z',
        fileDescriptor: -1,
      },
      signal: stop.signal,
      onPlace: (place) => seen.push(place),
      onProgress: () => {},
    })
    result.catch(() => {})
    return { result, seen, cancel: () => stop.abort() }
  }

  return { queue, places, add }
}

/** Lets settled promises have their effect. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

test('runs start first come, first served, and each gets its place', async () => {
  const { queue, places, add } = queueOf()
  const [first, second, third] = [add('a'), add('b'), add('c')]
  expect([queue.activeCount, queue.queueLength]).toEqual([1, 2])
  expect([first.seen, second.seen, third.seen]).toEqual([[null], [1], [2]])
  places[0]!.finish()
  await first.result
  await settle()
  expect(places[0]!.exportId).toBe('b')
  expect([second.seen, third.seen]).toEqual([
    [1, null],
    [2, 1],
  ])
})

test('a run gets its place before `run` returns, so that its caller knows it is accepted', () => {
  const { add } = queueOf({ queueMax: 1 })
  add('running')
  expect(add('queued').seen).toEqual([1])
  expect(add('refused').seen).toEqual([])
})

test('every free place takes a run', () => {
  const { queue, places, add } = queueOf({ places: 2 })
  for (const id of ['a', 'b', 'c']) add(id)
  expect(places.map(({ exportId }) => exportId)).toEqual(['a', 'b'])
  expect(queue.queueLength).toBe(1)
})

test('a full queue refuses, and says when to try again', async () => {
  const { queue, add } = queueOf({ queueMax: 1 })
  add('running')
  add('queued')
  await expect(add('refused').result).rejects.toMatchObject({ code: 'queue-full', retryAfterS: 60 })
  expect(queue.queueLength).toBe(1)
})

test('with no queue at all, a free place still takes a run', async () => {
  const { add } = queueOf({ queueMax: 0 })
  expect(add('a').seen).toEqual([null])
  await expect(add('b').result).rejects.toMatchObject({ code: 'queue-full' })
})

test('a cancelled run leaves the queue, and those behind it move up', async () => {
  const { queue, add } = queueOf()
  add('running')
  const [second, third] = [add('b'), add('c')]
  second.cancel()
  await expect(second.result).rejects.toMatchObject({ code: 'cancelled' })
  expect(third.seen).toEqual([2, 1])
  expect(queue.queueLength).toBe(1)
})

test('a run whose signal has aborted already never starts', async () => {
  const { queue, places } = queueOf()
  const run = queue.run({
    job: {} as never,
    signal: AbortSignal.abort(),
    onPlace: () => expect.unreachable(),
    onProgress: () => {},
  })
  await expect(run).rejects.toMatchObject({ code: 'cancelled' })
  expect(places[0]!.busy).toBe(false)
})

test('a run that fails makes room for the next one', async () => {
  const { places, add } = queueOf()
  const [first, second] = [add('a'), add('b')]
  places[0]!.fail(new AppError('database-failed', 'It failed.'))
  await expect(first.result).rejects.toMatchObject({ code: 'database-failed' })
  await settle()
  expect(second.seen).toEqual([1, null])
})

test('a closed queue ends what waits and what runs, and takes nothing new', async () => {
  const { queue, add } = queueOf()
  const [first, second] = [add('a'), add('b')]
  await queue.close()
  await expect(first.result).rejects.toMatchObject({ code: 'cancelled' })
  await expect(second.result).rejects.toMatchObject({ code: 'cancelled' })
  await expect(add('c').result).rejects.toMatchObject({ code: 'draining' })
})
