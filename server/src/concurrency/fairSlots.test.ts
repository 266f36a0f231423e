import { describe, expect, test } from 'vitest'
import { AppError } from '../appError.ts'
import { FairSlots, type SlotsOptions } from './fairSlots.ts'

function slotsOf(options: Partial<SlotsOptions>): FairSlots {
  return new FairSlots({
    slots: 2,
    slotsPerKey: 2,
    waitersMax: 100,
    waitersPerKeyMax: 100,
    keyFull: () => new AppError('too-many-queries', 'key full'),
    full: () => new AppError('queue-full', 'full'),
    ...options,
  })
}

/** Tasks that run until they are told to end, and the names of those that have started. */
function tasksOn(slots: FairSlots) {
  const started: string[] = []
  const ends = new Map<string, { resolve: () => void; reject: (error: Error) => void }>()
  function run(name: string, key = name[0]!, signal?: AbortSignal): Promise<string> {
    const task = () =>
      new Promise<string>((resolve, reject) => {
        started.push(name)
        ends.set(name, { resolve: () => resolve(name), reject })
      })
    const running = slots.run(key, task, signal)
    // Each test looks at the ones that fail.
    running.catch(() => {})
    return running
  }
  async function end(name: string): Promise<void> {
    ends.get(name)!.resolve()
    await settled()
  }
  return { started, run, end, fail: (name: string) => ends.get(name)!.reject(new Error('broken')) }
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}

test('tasks of one key run a few at a time, first come first served', async () => {
  const { started, run, end } = tasksOn(slotsOf({}))
  for (const name of ['a1', 'a2', 'a3', 'a4']) void run(name)
  expect(started).toEqual(['a1', 'a2'])
  await end('a2')
  expect(started).toEqual(['a1', 'a2', 'a3'])
  await end('a1')
  expect(started).toEqual(['a1', 'a2', 'a3', 'a4'])
})

test('keys take turns, however many tasks one of them has', async () => {
  const { started, run, end } = tasksOn(slotsOf({ slots: 1 }))
  for (const name of ['a1', 'a2', 'a3', 'b1', 'b2', 'c1']) void run(name)
  for (const name of ['a1', 'b1', 'c1', 'a2', 'b2']) await end(name)
  expect(started).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3'])
})

test('a key that has nothing running comes before one that has', async () => {
  const { started, run, end } = tasksOn(slotsOf({ slots: 2 }))
  for (const name of ['a1', 'b1', 'a2', 'b2', 'c1']) void run(name)
  await end('a1')
  expect(started).toEqual(['a1', 'b1', 'c1'])
  await end('b1')
  expect(started).toEqual(['a1', 'b1', 'c1', 'a2'])
})

test('one key leaves slots to others, even while no one else asks', async () => {
  const { started, run, end } = tasksOn(slotsOf({ slots: 3, slotsPerKey: 2 }))
  for (const name of ['a1', 'a2', 'a3']) void run(name)
  expect(started).toEqual(['a1', 'a2'])
  void run('b1')
  expect(started).toEqual(['a1', 'a2', 'b1'])
  // The slot that b leaves is not one for a, which has its two.
  await end('b1')
  expect(started).toEqual(['a1', 'a2', 'b1'])
  await end('a1')
  expect(started).toEqual(['a1', 'a2', 'b1', 'a3'])
})

test('a task that fails frees its slot and keeps its error', async () => {
  const { started, run, fail } = tasksOn(slotsOf({ slots: 1 }))
  const first = run('a1')
  void run('a2')
  fail('a1')
  await expect(first).rejects.toThrow('broken')
  expect(started).toEqual(['a1', 'a2'])
})

test('a task that throws at once frees its slot too', async () => {
  const slots = slotsOf({ slots: 1 })
  const throwing = slots.run('a', () => {
    throw new Error('broken')
  })
  await expect(throwing).rejects.toThrow('broken')
  await expect(slots.run('a', async () => 'next')).resolves.toBe('next')
})

test('no task gets in between one that ends and the next in line', async () => {
  const { started, run, end } = tasksOn(slotsOf({ slots: 1 }))
  void run('a1').then(() => run('a3'))
  void run('a2')
  await end('a1')
  expect(started).toEqual(['a1', 'a2'])
  await end('a2')
  expect(started).toEqual(['a1', 'a2', 'a3'])
})

describe('a full line', () => {
  test('refuses a task of its key, and of no other', async () => {
    const { started, run, end } = tasksOn(slotsOf({ slots: 1, waitersPerKeyMax: 1 }))
    for (const name of ['a1', 'a2', 'b1']) void run(name)
    await expect(run('a3')).rejects.toMatchObject({ code: 'too-many-queries' })
    for (const name of ['a1', 'b1', 'a2']) await end(name)
    expect(started).toEqual(['a1', 'b1', 'a2'])
  })

  test('of everyone refuses the newest task of the longest line for one of a shorter line', async () => {
    const { started, run, end } = tasksOn(slotsOf({ slots: 1, waitersMax: 3 }))
    const [, , , newest] = ['a1', 'a2', 'a3', 'a4'].map((name) => run(name))
    void run('b1')
    await expect(newest).rejects.toMatchObject({ code: 'queue-full' })
    for (const name of ['a1', 'b1', 'a2']) await end(name)
    expect(started).toEqual(['a1', 'b1', 'a2', 'a3'])
  })

  test('of everyone refuses a task whose key has as many places as any other', async () => {
    const slots = slotsOf({ slots: 1, waitersMax: 2 })
    const { run } = tasksOn(slots)
    for (const name of ['a1', 'a2', 'b1']) void run(name)
    for (const name of ['a3', 'b2', 'c1']) {
      await expect(run(name)).rejects.toMatchObject({ code: 'queue-full' })
    }
    expect(slots.waiting).toBe(2)
  })
})

describe('a task whose signal aborts', () => {
  test('leaves its line, makes room in it, and never runs', async () => {
    const { started, run, end } = tasksOn(slotsOf({ slots: 1, waitersPerKeyMax: 1 }))
    const abort = new AbortController()
    void run('a1')
    const waiting = run('a2', 'a', abort.signal)
    abort.abort(new Error('left'))
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled', cause: new Error('left') })
    void run('a3')
    await end('a1')
    expect(started).toEqual(['a1', 'a3'])
  })

  test('before it asks is not taken', async () => {
    const slots = slotsOf({})
    const refused = slots.run('a', async () => 'done', AbortSignal.abort())
    await expect(refused).rejects.toMatchObject({ code: 'cancelled' })
    expect(slots.keyCount).toBe(0)
  })

  test('while it runs keeps its slot until it has ended', async () => {
    const { started, run, end } = tasksOn(slotsOf({ slots: 1 }))
    const abort = new AbortController()
    void run('a1', 'a', abort.signal)
    void run('a2')
    abort.abort()
    await settled()
    expect(started).toEqual(['a1'])
    await end('a1')
    expect(started).toEqual(['a1', 'a2'])
  })
})

test('a key without tasks takes no memory, whatever became of its tasks', async () => {
  const slots = slotsOf({ slots: 1, waitersMax: 3, waitersPerKeyMax: 2 })
  const { run, end, fail } = tasksOn(slots)
  const abort = new AbortController()
  for (const name of ['a1', 'a2', 'a3', 'a4']) void run(name)
  void run('b1', 'b', abort.signal)
  void run('c1')
  expect([slots.keyCount, slots.running, slots.waiting]).toEqual([3, 1, 3])
  abort.abort()
  await end('a1')
  fail('c1')
  await settled()
  await end('a2')
  expect([slots.keyCount, slots.running, slots.waiting]).toEqual([0, 0, 0])
})
