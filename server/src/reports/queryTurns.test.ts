import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { defaultLimits } from '../coatcheck/coatcheckOptions.ts'
import { QueryTurns, type QueryLimits } from './queryTurns.ts'

/** Queries that run until they are told to end or are aborted, and whose they are. */
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
    const asked = turns.take(viewerId, read, signal)
    asked.catch(() => {})
    return asked
  }
  return { turns, running, ends, ask }
}

test('one viewer runs a few queries, and others run theirs at once', () => {
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

test('a database that can do one query only does one', async () => {
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

test('a viewer whose line is full is told so, with when to come again', async () => {
  const { turns, ask } = queriesOn({ queryQueuePerViewerMax: 4 }, 3)
  for (let count = 0; count < 6; count += 1) void ask('seattle')
  await expect(ask('seattle')).rejects.toMatchObject({ code: 'too-many-queries', retryAfterS: 2 })
  expect([turns.running, turns.waiting]).toEqual([2, 4])
  void ask('analyst')
  expect(turns.running).toBe(3)
})

test('all viewers together pile up no further than a limit', async () => {
  const { turns, ask } = queriesOn({ queryQueueMax: 2 }, 1)
  for (const viewer of ['a', 'b', 'c']) void ask(viewer)
  await expect(ask('d')).rejects.toMatchObject({ code: 'queue-full', retryAfterS: 5 })
  expect(turns.waiting).toBe(2)
})

describe('a query', () => {
  test('is interrupted when the one who asks has left', async () => {
    const { turns, ask } = queriesOn({})
    const abort = new AbortController()
    const asked = ask('seattle', abort.signal)
    abort.abort()
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' })
    expect(turns.running).toBe(0)
  })

  test('keeps its turn until its source has let go, though nobody wants it any more', async () => {
    const turns = new QueryTurns({ ...defaultLimits })
    const abort = new AbortController()
    let letGo = () => {}
    const heedless = () => new Promise<void>((resolve) => (letGo = resolve))
    const asked = turns.take('seattle', heedless, abort.signal)
    abort.abort()
    await sleep(1)
    expect(turns.running).toBe(1)
    letGo()
    await asked
    expect(turns.running).toBe(0)
  })

  test('ends at its deadline, even if its source heeds no signal', async () => {
    const turns = new QueryTurns({ ...defaultLimits, queryDeadlineMs: 5 })
    const endless = turns.take('seattle', () => new Promise(() => {}))
    await expect(endless).rejects.toMatchObject({ code: 'database-timeout', retryAfterS: 30 })
    expect(turns.running).toBe(0)
  })

  test('that waits for its turn has its time still before it', async () => {
    const turns = new QueryTurns({ ...defaultLimits, queryDeadlineMs: 50 }, { queriesMax: 1 })
    const first = turns.take('seattle', () => sleep(30, 'first'))
    const second = turns.take('seattle', () => sleep(30, 'second'))
    await expect(Promise.all([first, second])).resolves.toEqual(['first', 'second'])
  })

  test('keeps its own error, and leaves nothing behind on the signal', async () => {
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
