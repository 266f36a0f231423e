import { expect, test } from 'vitest'
import { createSlots } from './slots.ts'

function task() {
  const { promise, resolve, reject } = withResolvers()
  const state = { started: false }
  const run = async () => {
    state.started = true
    await promise
  }
  return { state, run, finish: resolve, fail: reject }
}

function withResolvers() {
  let resolve = () => {}
  let reject = (_error: Error) => {}
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  return { promise, resolve, reject }
}

const full = () => new Error('full')

test('tasks run a few at a time, first come first served', async () => {
  const inTurn = createSlots({ slots: 2, waitersMax: 9, full })
  const tasks = [task(), task(), task(), task()]
  const runs = tasks.map(({ run }) => inTurn(run))
  const started = () => tasks.map(({ state }) => state.started)
  expect(started()).toEqual([true, true, false, false])
  tasks[1]!.finish()
  await runs[1]
  expect(started()).toEqual([true, true, true, false])
  tasks[0]!.finish()
  await runs[0]
  expect(started()).toEqual([true, true, true, true])
  for (const { finish } of tasks) finish()
  await Promise.all(runs)
})

test('a task that fails frees its slot and keeps its error', async () => {
  const inTurn = createSlots({ slots: 1, waitersMax: 1, full })
  const [failing, next] = [task(), task()]
  const first = inTurn(failing.run)
  const second = inTurn(next.run)
  failing.fail(new Error('broken'))
  await expect(first).rejects.toThrow('broken')
  expect(next.state.started).toBe(true)
  next.finish()
  await second
})

test('who finds the line full is turned away and takes nobody’s place', async () => {
  const inTurn = createSlots({ slots: 1, waitersMax: 1, full })
  const [running, waiting, late] = [task(), task(), task()]
  const runs = [inTurn(running.run), inTurn(waiting.run)]
  await expect(inTurn(late.run)).rejects.toThrow('full')
  running.finish()
  waiting.finish()
  await Promise.all(runs)
  expect(late.state.started).toBe(false)
  const again = inTurn(late.run)
  late.finish()
  await expect(again).resolves.toBeUndefined()
})

test('nobody slips in between a task and the next in line', async () => {
  const inTurn = createSlots({ slots: 1, waitersMax: 9, full })
  const [first, next, late] = [task(), task(), task()]
  const runs = [inTurn(first.run), inTurn(next.run)]
  first.finish()
  await runs[0]
  runs.push(inTurn(late.run))
  expect([next.state.started, late.state.started]).toEqual([true, false])
  next.finish()
  late.finish()
  await Promise.all(runs)
})
