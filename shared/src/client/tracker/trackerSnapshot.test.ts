import { expect, test, vi } from 'vitest'
import { exportIdOf, progressOf, request } from './testing/exports.ts'
import { settled, tracking } from './testing/tracking.ts'

test('a snapshot is the same object until something changes', async () => {
  const { tracker, send } = tracking()
  await tracker.loadLimits()
  send(progressOf({ exportId: exportIdOf(1) }), progressOf({ exportId: exportIdOf(2) }))
  const before = tracker.getSnapshot()
  expect(tracker.getSnapshot()).toBe(before)
  send(progressOf({ exportId: exportIdOf(2) }))
  expect(tracker.getSnapshot()).toBe(before)
  send(progressOf({ exportId: exportIdOf(2), rowsWritten: 5 }))
  const after = tracker.getSnapshot()
  expect(after).not.toBe(before)
  expect(after.exports).not.toBe(before.exports)
  // A list renders only the export that changed.
  const [first, second] = [exportIdOf(1), exportIdOf(2)].map((id) =>
    [before, after].map(({ exports }) => exports.find(({ exportId }) => exportId === id)),
  )
  expect(first![0]).toBe(first![1])
  expect(second![0]).not.toBe(second![1])
  tracker.close()
})

test('a change of the connection leaves the list the same object', () => {
  const { tracker, send, latest } = tracking()
  send(progressOf())
  const before = tracker.getSnapshot()
  latest().onConnectionStateChange({ state: 'connecting', error: new Error('cut') })
  const after = tracker.getSnapshot()
  expect([before.connection, after.connection]).toEqual(['live', 'lost'])
  expect(after.exports).toBe(before.exports)
  tracker.close()
})

test('a snapshot is frozen, and so is all that is in it', async () => {
  const { tracker } = tracking()
  const form = { ...request, columns: ['delay'] }
  await tracker.prepare(form)
  const { exports } = tracker.getSnapshot()
  expect(Object.isFrozen(tracker.getSnapshot())).toBe(true)
  expect(() => (exports as unknown[]).push(null)).toThrow(TypeError)
  expect(() => exports[0]!.request.columns!.push('origin')).toThrow(TypeError)
  expect(() => ((exports[0]!.request.filters as { from: string }).from = '')).toThrow(TypeError)
  form.columns.push('origin')
  form.filters = { ...form.filters }
  expect(exports[0]!.request.columns).toEqual(['delay'])
  tracker.close()
})

test('an object that was added is not frozen', () => {
  const { tracker } = tracking()
  const past = progressOf()
  tracker.add(past)
  expect(Object.isFrozen(past)).toBe(false)
  tracker.close()
})

test('listeners are called for changes alone, and no more once they are removed', async () => {
  const { tracker, send, changeCount, unsubscribe } = tracking()
  await tracker.loadLimits()
  const before = changeCount()
  send(progressOf())
  expect(changeCount()).toBe(before + 1)
  send(progressOf())
  expect(changeCount()).toBe(before + 1)
  unsubscribe()
  unsubscribe()
  send(progressOf({ rowsWritten: 3 }))
  expect(changeCount()).toBe(before + 1)
  tracker.close()
})

test('a function that listens twice is removed once at a time', () => {
  const { tracker, send } = tracking()
  const listener = vi.fn()
  const [removeFirst] = [tracker.subscribe(listener), tracker.subscribe(listener)]
  removeFirst()
  send(progressOf())
  expect(listener).toHaveBeenCalledOnce()
  tracker.close()
})

test('a listener that throws stops neither the others nor the tracker', async () => {
  const { tracker, send } = tracking()
  const uncaught = vi.fn()
  // The runner would take it for a failure of the test.
  const handlers = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  process.once('uncaughtException', uncaught)
  try {
    const listener = vi.fn()
    const fault = new Error('a fault of the page')
    const remove = tracker.subscribe(() => {
      throw fault
    })
    tracker.subscribe(listener)
    send(progressOf())
    remove()
    expect(listener).toHaveBeenCalledOnce()
    await settled()
    expect(uncaught.mock.calls[0]![0]).toBe(fault)
  } finally {
    for (const handler of handlers) process.on('uncaughtException', handler)
    tracker.close()
  }
})
