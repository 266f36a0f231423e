import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { defaultLimits } from '../limits.ts'
import { QueryTurns, type QueryLimits } from './queryTurns.ts'

/** Queries that run until `ends` or an abort; `running` lists their viewers. */
function queriesOn(limits: Partial<QueryLimits>, queriesMax?: number) {
  const turns = new QueryTurns(
    { ...defaultLimits, ...limits },
    queriesMax === undefined ? {} : { queriesMax },
  )
  const running: string[] = []
  const ends: (() => void)[] = []
  function ask(viewerId: string, signal?: AbortSignal): Promise<string> {
    const read = (ended: AbortSignal) =>
      new Promise<string>((resolve, reject) => {
        running.push(viewerId)
        ends.push(() => resolve(viewerId))
        ended.addEventListener('abort', () => reject(new Error('interrupted')))
      })
    const result = turns.take(viewerId, read, signal)
    result.catch(() => {})
    return result
  }
  return { turns, running, ends, ask }
}

test('one viewer runs a few queries, and those of others start at once', () => {
  const { running, ask } = queriesOn({ queriesMax: 10, queriesPerViewerMax: 3 })
  for (let count = 0; count < 50; count += 1) void ask('seattle')
  void ask('analyst')
  expect(running).toEqual(['seattle', 'seattle', 'seattle', 'analyst'])
})

test.each([
  [2, 1],
  [3, 2],
  [10, 5],
])('where %i queries can run, one viewer never takes more than %i', (queriesMax, ofOneViewer) => {
  const { running, ask } = queriesOn({ queriesMax: 10, queriesPerViewerMax: 5 }, queriesMax)
  for (let count = 0; count < 50; count += 1) void ask('seattle')
  expect(running).toHaveLength(ofOneViewer)
  for (let count = 0; count < 50; count += 1) void ask('analyst')
  expect(running).toHaveLength(Math.min(queriesMax, 2 * ofOneViewer))
})

test('a database that runs one query at a time gets one at a time', async () => {
  const { running, ends, ask } = queriesOn({}, 1)
  void ask('seattle')
  const second = ask('analyst')
  expect(running).toEqual(['seattle'])
  ends.shift()!()
  await Promise.resolve()
  await sleep(1)
  ends.shift()!()
  await expect(second).resolves.toBe('analyst')
})

test('a viewer whose queue is full gets an error with the time to wait', async () => {
  const { turns, ask } = queriesOn({ queryQueuePerViewerMax: 4 }, 3)
  for (let count = 0; count < 6; count += 1) void ask('seattle')
  await expect(ask('seattle')).rejects.toMatchObject({ code: 'too-many-queries', retryAfterS: 2 })
  expect([turns.running, turns.waiting]).toEqual([2, 4])
  void ask('analyst')
  expect(turns.running).toBe(3)
})

test('the queue of all viewers has a limit', async () => {
  const { turns, ask } = queriesOn({ queryQueueMax: 2 }, 1)
  for (const viewer of ['a', 'b', 'c']) void ask(viewer)
  await expect(ask('d')).rejects.toMatchObject({ code: 'queue-full', retryAfterS: 5 })
  expect(turns.waiting).toBe(2)
})

describe('a query', () => {
  test('is interrupted when the requester has left', async () => {
    const { turns, ask } = queriesOn({})
    const abort = new AbortController()
    const result = ask('seattle', abort.signal)
    abort.abort()
    await expect(result).rejects.toMatchObject({ code: 'cancelled' })
    expect(turns.running).toBe(0)
  })

  test('keeps its turn until its source has stopped, even when the requester has left', async () => {
    const turns = new QueryTurns({ ...defaultLimits })
    const abort = new AbortController()
    let stop = () => {}
    const ignoring = () => new Promise<void>((resolve) => (stop = resolve))
    const result = turns.take('seattle', ignoring, abort.signal)
    abort.abort()
    await sleep(1)
    expect(turns.running).toBe(1)
    stop()
    await result
    expect(turns.running).toBe(0)
  })

  test('ends at its deadline, even if its source ignores the signal', async () => {
    const turns = new QueryTurns({ ...defaultLimits, queryDeadlineMs: 5 })
    const endless = turns.take('seattle', () => new Promise(() => {}))
    await expect(endless).rejects.toMatchObject({ code: 'database-timeout', retryAfterS: 30 })
    expect(turns.running).toBe(0)
  })

  test('has its full time after the wait for its turn', async () => {
    const turns = new QueryTurns({ ...defaultLimits, queryDeadlineMs: 50 }, { queriesMax: 1 })
    const first = turns.take('seattle', () => sleep(30, 'first'))
    const second = turns.take('seattle', () => sleep(30, 'second'))
    await expect(Promise.all([first, second])).resolves.toEqual(['first', 'second'])
  })

  test('keeps its own error, and leaves no listener on the signal', async () => {
    const turns = new QueryTurns({ ...defaultLimits })
    const { signal } = new AbortController()
    let listeners = 0
    const count = (by: number, method: 'addEventListener' | 'removeEventListener') => {
      const original = signal[method].bind(signal) as (...args: unknown[]) => void
      signal[method] = (...args: unknown[]) => {
        listeners += by
        original(...args)
      }
    }
    count(1, 'addEventListener')
    count(-1, 'removeEventListener')
    const failing = async () => {
      throw new Error('broken')
    }
    await expect(turns.take('seattle', failing, signal)).rejects.toThrow('broken')
    expect(listeners).toBe(0)
  })
})
