import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporaryFolder.ts'
import { defaultLimits } from '../limits.ts'
import { WorkerPool } from './workerPool.ts'

/** It misbehaves when `minDelay` says so; see faultyWorker.mjs. */
const workerUrl = new URL('../../testing/faultyWorker.mjs', import.meta.url)
const faults = { crash: 1, failure: 3, hang: 5, crawl: 6 }

let folder: TemporaryFolder
let pool: WorkerPool

beforeEach(async () => {
  folder = await temporaryFolder()
  pool = new WorkerPool({ workerUrl, size: 1, limits: defaultLimits, workerData: {} })
})

afterEach(async () => {
  await pool.close()
  await folder[Symbol.asyncDispose]()
})

async function start(fault?: keyof typeof faults) {
  const file = await open(join(folder.path, `${Math.random()}`), 'wx+')
  const stop = new AbortController()
  const progress = vi.fn()
  const onPlace = vi.fn()
  const job = {
    exportId: crypto.randomUUID(),
    viewer: { id: 'seattle', name: 'Seattle', scope: null },
    request: {
      report: 'flights',
      filters: fault ? { minDelay: faults[fault] } : {},
      format: 'csv' as const,
    },
    requestedAt: '2026-01-01T00:00:00.000Z',
    fileDescriptor: file.fd,
  }
  const run = async () => {
    try {
      return await pool.run({
        viewerId: 'seattle',
        rowCount: 16,
        onAccepted: () => {},
        begin: async () => job,
        onStart: () => {},
        signal: stop.signal,
        onPlace,
        onProgress: progress,
      })
    } finally {
      await file.close()
    }
  }
  const result = run()
  result.catch(() => {})
  return { result, progress, onPlace, cancel: () => stop.abort() }
}

test('a worker writes the file, reports its progress, and takes the next run', async () => {
  for (let count = 0; count < 2; count += 1) {
    const { result, progress, onPlace } = await start()
    expect(await result).toMatchObject({ rowCount: 16, sizeBytes: 16 * 64 * 1024 })
    expect(progress).toHaveBeenLastCalledWith(16, 16 * 64 * 1024)
    expect(onPlace.mock.calls).toEqual([])
  }
  expect(pool.activeCount).toBe(0)
})

test('runs past the number of workers wait in the queue', async () => {
  const first = await start('crawl')
  const second = await start()
  expect([pool.activeCount, pool.queueLength]).toEqual([1, 1])
  expect(second.onPlace.mock.calls).toEqual([[1, null]])
  first.cancel()
  expect(await second.result).toMatchObject({ rowCount: 16 })
})

test('a cancelled run ends, and its worker takes the next one', async () => {
  const { result, progress, cancel } = await start('crawl')
  await vi.waitFor(() => expect(progress).toHaveBeenCalled(), 10_000)
  cancel()
  await expect(result).rejects.toMatchObject({ code: 'cancelled' })
  const next = await start()
  await next.result
})

test('a failure of the worker keeps its code, its sentence, and the cause for the log', async () => {
  const { result } = await start('failure')
  const error = await result.catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({
    code: 'database-failed',
    message: 'The database could not answer. Please try again.',
    cause: { message: 'secret detail' },
  })
})

test('a worker that crashes fails its run only: the next run gets a new one', async () => {
  const { result } = await start('crash')
  await expect(result).rejects.toMatchObject({
    code: 'worker-failed',
    cause: { message: 'A fault of the test.' },
  })
  const next = await start()
  expect(await next.result).toMatchObject({ rowCount: 16 })
})

test('a worker that does not react to a cancel is terminated and replaced', async () => {
  const { result, progress, cancel } = await start('hang')
  await vi.waitFor(() => expect(progress).toHaveBeenCalled(), 10_000)
  cancel()
  await expect(result).rejects.toMatchObject({ code: 'cancelled' })
  const next = await start()
  expect(await next.result).toMatchObject({ rowCount: 16 })
}, 20_000)

test('when all are idle, the run goes to the worker that is told so', async () => {
  await pool.close()
  const telling = `import { parentPort, workerData } from 'node:worker_threads'
    parentPort.on('message', ({ type, job }) => {
      if (type === 'close') return parentPort.close()
      const result = { rowCount: workerData.isFirst ? 1 : 2, sizeBytes: 0, sha256: '' }
      setTimeout(() => parentPort.postMessage({ type: 'done', exportId: job.exportId, result }), 100)
    })`
  const workerUrl = new URL(`data:text/javascript,${encodeURIComponent(telling)}`)
  pool = new WorkerPool({ workerUrl, size: 2, limits: defaultLimits, workerData: {} })
  const both = [await start(), await start()]
  expect(await Promise.all(both.map(({ result }) => result))).toMatchObject([
    { rowCount: 1 },
    { rowCount: 2 },
  ])
  expect(await (await start()).result).toMatchObject({ rowCount: 1 })
})
