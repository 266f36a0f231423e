import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { asyncRows, type RowSource } from './rowSource.ts'

const rows = [{ id: 1 }, { id: 2 }]

function* oneByOne() {
  yield* rows
}

async function* later() {
  yield* rows
}

async function collect(source: RowSource<unknown>): Promise<unknown[]> {
  const collected: unknown[] = []
  for await (const row of asyncRows(source)) collected.push(row)
  return collected
}

test.each<[string, () => RowSource<unknown>]>([
  ['an array', () => rows],
  ['a promise of an array', async () => rows],
  ['another iterable', () => new Set(rows)],
  ['a generator', oneByOne],
  ['an async generator', later],
  ['a promise of a generator', async () => oneByOne()],
  ['a promise of an async generator', async () => later()],
])('the rows of %s', async (_what, open) => {
  expect(await collect(open())).toEqual(rows)
})

describe('what is no rows', () => {
  test.each([['a text', 'rows'], ['nothing'], ['a number', 7], ['one row', { id: 1 }]])(
    '%s fails on reading',
    async (_what, value?: unknown) => {
      await expect(collect(value as RowSource<unknown>)).rejects.toThrow(
        'rows of a report must return an array, an iterable, or a promise of one.',
      )
    },
  )

  test('a promise that fails is an error on reading', async () => {
    await expect(collect(Promise.reject(new Error('no network')))).rejects.toThrow('no network')
  })

  test('a promise that fails is no error when nothing is read', async () => {
    const unread = asyncRows(Promise.reject<never[]>(new Error('no network')))
    unread[Symbol.asyncIterator]()
    // An unhandled rejection would fail the test.
    await sleep(1)
  })
})

test('a consumer that stops early closes the generator, also a promised one', async () => {
  const closed: string[] = []
  function* source(name: string) {
    try {
      yield* rows
    } finally {
      closed.push(name)
    }
  }
  const readOne = async (rows: RowSource<unknown>) => {
    const iterator = asyncRows(rows)[Symbol.asyncIterator]()
    await iterator.next()
    await iterator.return?.()
  }
  await readOne(source('generator'))
  await readOne(Promise.resolve(source('promise')))
  expect(closed).toEqual(['generator', 'promise'])
})
