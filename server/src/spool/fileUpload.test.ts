import { randomBytes, randomUUID } from 'node:crypto'
import { writeSync } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { expect, test, vi } from 'vitest'
import { temporaryFolder } from '../../testing/temporaryFolder.ts'
import { ticketRecord } from '../tickets/testing/ticketRecord.ts'
import { FileStore } from './fileStore.ts'
import type { SweepTimes } from './fileSweeper.ts'
import { Spool } from './spool.ts'
import { MemoryObjects } from './testing/memoryObjects.ts'

const key = randomBytes(32)
const running = new AbortController().signal

function openStore(objects: MemoryObjects, times: Partial<SweepTimes>): FileStore {
  const logger = { info: () => {}, warn: () => {} }
  return new FileStore({ objects, key, logger, times: { everyMs: 1e9, toldMs: 0, ...times } })
}

function manifestOf(sizeBytes: number) {
  const record = { ...ticketRecord(), exportId: randomUUID() }
  const result = { rowCount: 1, sizeBytes, sha256: 'a'.repeat(64) }
  const finishedAtMs = Date.now()
  const times = { durationMs: 5, finishedAtMs, expiresAtMs: finishedAtMs + 60_000 }
  return { record, result, isPrepared: true, ...times }
}

test('a file that others drop, because its node is cut off, is sent again before it is found', async () => {
  await using folder = await temporaryFolder()
  const spool = await Spool.create(folder.path)
  const objects = new MemoryObjects()
  const times = { deadMs: 400, beatMs: 50 }
  const cutOff = openStore(objects, times)
  const manifest = manifestOf(4)
  const { exportId } = manifest.record
  // Nothing that it writes arrives once the file is there; others only read and delete.
  let isCutOff = true
  objects.before = (request) => {
    const isThere = objects.keys.includes(`files/${exportId}`)
    if (isCutOff && isThere && request.startsWith('put ')) throw new Error('Cut off.')
  }
  const upload = cutOff.send(exportId, spool, running)
  spool.grow(writeSync(spool.fileDescriptor, 'file'))
  spool.finish()
  const finished = upload.finish(manifest)
  await vi.waitFor(() => expect(objects.keys).toContain(`files/${exportId}`))
  const other = openStore(objects, { ...times, everyMs: 50 })
  await vi.waitFor(() => expect(objects.keys).not.toContain(`files/${exportId}`), 5_000)
  isCutOff = false
  await finished
  expect((await other.listOf(manifest.record.viewer.id)).map((entry) => entry.exportId)).toEqual([
    exportId,
  ])
  const kept = await other.find(exportId)
  const bytes = await buffer(kept!.file.read(0, 4, running))
  expect(bytes.toString()).toBe('file')
  await cutOff.close()
  await other.close()
  await spool.close()
})

test('a file has its mark until viewers know that it is there, or the node stops', async () => {
  await using folder = await temporaryFolder()
  const spool = await Spool.create(folder.path)
  const objects = new MemoryObjects()
  const [store, stopped] = [
    openStore(objects, { toldMs: 300 }),
    openStore(objects, { toldMs: 1e6 }),
  ]
  spool.grow(writeSync(spool.fileDescriptor, 'file'))
  spool.finish()
  const [one, other] = [manifestOf(4), manifestOf(4)]
  await store.send(one.record.exportId, spool, running).finish(one)
  await stopped.send(other.record.exportId, spool, running).finish(other)
  expect(objects.keys).toContain(`uploads/${one.record.exportId}`)
  expect(objects.keys).toContain(`uploads/${other.record.exportId}`)
  await vi.waitFor(() => expect(objects.keys).not.toContain(`uploads/${one.record.exportId}`))
  await stopped.close()
  expect(objects.keys.join()).not.toContain('uploads/')
  expect(await store.find(other.record.exportId)).not.toBeNull()
  await store.close()
  await spool.close()
})

test('what a node has listed when it dies is dropped with its mark', async () => {
  await using folder = await temporaryFolder()
  const spool = await Spool.create(folder.path)
  const objects = new MemoryObjects()
  const times = { deadMs: 300, beatMs: 1e9 }
  const dying = openStore(objects, times)
  const manifest = manifestOf(4)
  const { exportId } = manifest.record
  let isDead = false
  objects.before = (request) => {
    if (request === `put manifests/${exportId}`) isDead = true
    if (isDead && request.startsWith('put ')) return new Promise(() => {})
    return undefined
  }
  const upload = dying.send(exportId, spool, running)
  spool.grow(writeSync(spool.fileDescriptor, 'file'))
  spool.finish()
  void upload.finish(manifest)
  await vi.waitFor(() => expect(isDead).toBe(true))
  expect(objects.keys.map((key) => key.split('/')[0])).toEqual([
    'expiry',
    'files',
    'uploads',
    'viewers',
  ])
  const other = openStore(objects, { ...times, everyMs: 50 })
  await vi.waitFor(() => expect(objects.keys).toEqual([]), 5_000)
  await other.close()
  await spool.close()
})

test('a file that arrives although its request was given up is dropped, too', async () => {
  await using folder = await temporaryFolder()
  const spool = await Spool.create(folder.path)
  const objects = new MemoryObjects()
  const store = openStore(objects, {})
  const stop = new AbortController()
  const reason = new Error('Stop.')
  const arrives = objects.putFile.bind(objects)
  objects.putFile = (key, part) => {
    stop.abort(reason)
    setTimeout(() => void arrives(key, part), 100)
    return Promise.reject(reason)
  }
  spool.grow(writeSync(spool.fileDescriptor, 'file'))
  spool.finish()
  const manifest = manifestOf(4)
  const upload = store.send(manifest.record.exportId, spool, stop.signal)
  await expect(upload.finish(manifest)).rejects.toThrow()
  await store.close()
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(objects.keys).toEqual([])
  await spool.close()
})

test('what is on its way when the store is closed is dropped', async () => {
  await using folder = await temporaryFolder()
  const spool = await Spool.create(folder.path)
  const objects = new MemoryObjects()
  const store = openStore(objects, {})
  const manifest = manifestOf(4)
  const upload = store.send(manifest.record.exportId, spool, running)
  spool.grow(writeSync(spool.fileDescriptor, 'file'))
  spool.finish()
  let release = () => {}
  const slow = new Promise<void>((resolve) => (release = resolve))
  let isAsked = false
  objects.before = (request) => {
    if (!request.startsWith('put manifests/')) return
    isAsked = true
    return slow
  }
  const finished = upload.finish(manifest)
  finished.catch(() => {})
  await vi.waitFor(() => expect(isAsked).toBe(true))
  // It arrives after the end.
  setTimeout(release, 100)
  const closing = store.close()
  await expect(finished).rejects.toMatchObject({ code: 'draining' })
  await closing
  expect(objects.keys).toEqual([])
  await spool.close()
})
