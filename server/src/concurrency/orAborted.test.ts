import { setImmediate as afterIo } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { orAborted } from './orAborted.ts'

const gone = new Error('The client is gone.')

test('what comes first counts: the promise or the abort', async () => {
  const abort = new AbortController()
  expect(await orAborted(Promise.resolve(1), abort.signal)).toBe(1)
  const waiting = orAborted(new Promise(() => {}), abort.signal)
  abort.abort(gone)
  await expect(waiting).rejects.toBe(gone)
})

test('a promise may still fail after the abort, before or while it is waited for', async () => {
  const unhandled = vi.fn()
  process.on('unhandledRejection', unhandled)
  const abort = new AbortController()
  const rejects: (() => void)[] = []
  const failing = () =>
    new Promise<never>((_resolve, reject) =>
      rejects.push(() => reject(new Error('The run has failed.'))),
    )
  const first = orAborted(failing(), abort.signal)
  abort.abort(gone)
  await expect(first).rejects.toBe(gone)
  await expect(orAborted(failing(), abort.signal)).rejects.toBe(gone)
  for (const reject of rejects) reject()
  await afterIo()
  process.off('unhandledRejection', unhandled)
  expect(unhandled).not.toHaveBeenCalled()
})
