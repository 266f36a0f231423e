import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { writeSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { startS3, type S3Server } from '../../testing/s3Server.ts'
import { isSoak } from '../../testing/soak.ts'
import { temporaryFolder } from '../../testing/temporaryFolder.ts'
import { AppError } from '../appError.ts'
import { createLogger } from '../telemetry/logger.ts'
import { ticketRecord } from '../tickets/testing/ticketRecord.ts'
import { exportFileContract } from './exportFile.contract.ts'
import type { FileStore } from './fileStore.ts'
import type { SweepTimes } from './fileSweeper.ts'
import { openS3Files } from './openS3Files.ts'
import type { ExportFile } from './exportFile.ts'
import { Spool } from './spool.ts'
import { partBytes } from './spoolUpload.ts'

const key = randomBytes(32)
const running = new AbortController().signal
const mebibyte = 1024 ** 2

let s3: S3Server
beforeAll(async () => {
  s3 = await startS3()
})
beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'S3RVER')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'S3RVER')
})
afterEach(() => {
  vi.unstubAllEnvs()
  s3.faultOf = () => null
})
afterAll(async () => {
  await s3[Symbol.asyncDispose]()
})

const warned: unknown[] = []

async function openStore(times: Partial<SweepTimes> = {}): Promise<FileStore & Disposable> {
  const store = await openS3Files({
    url: 's3://exports/coatcheck',
    endpoint: s3.endpoint,
    pathStyle: true,
    region: 'us-east-1',
    key,
    logger: { info: () => {}, warn: (...args: unknown[]) => void warned.push(args) },
    times: { everyMs: 1e9, toldMs: 0, ...times },
  })
  return Object.assign(store, { [Symbol.dispose]: () => store.close() })
}

async function openSpool() {
  const folder = await temporaryFolder()
  const spool = await Spool.create(folder.path)
  return {
    spool,
    write(bytes: Uint8Array) {
      spool.grow(spool.sizeBytes + writeSync(spool.fileDescriptor, bytes))
    },
    async [Symbol.asyncDispose]() {
      await spool.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

/** Takes connections, and never says anything. */
async function silentServer() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const sockets = new Set<{ destroy(): void }>()
  server.on('connection', (socket) => sockets.add(socket))
  return {
    url,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

function manifestOf(sizeBytes: number, keptMs = 60_000) {
  const record = { ...ticketRecord(), exportId: randomUUID() }
  const result = { rowCount: 1, sizeBytes, sha256: 'a'.repeat(64) }
  const finishedAtMs = Date.now()
  const times = { durationMs: 5, finishedAtMs, expiresAtMs: finishedAtMs + keptMs }
  return { record, result, isPrepared: true, ...times }
}

/** Keeps a file of these bytes as a run does. */
async function keep(store: FileStore, bytes: Uint8Array, keptMs?: number) {
  await using source = await openSpool()
  const manifest = manifestOf(bytes.length, keptMs)
  const { exportId } = manifest.record
  const upload = store.send(exportId, source.spool, running)
  source.write(bytes)
  source.spool.finish()
  return { exportId, manifest: await upload.finish(manifest) }
}

async function bytesOf(file: ExportFile): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of file.read(0, file.sizeBytes, running)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const leftOf = async (exportId: string) =>
  (await s3.contents()).filter((name) => name.includes(exportId) || name.startsWith('upload '))

describe('a file on this node', () => {
  exportFileContract(async (bytes) => {
    const source = await openSpool()
    source.write(bytes)
    source.spool.finish()
    return { file: source.spool, [Symbol.asyncDispose]: () => source[Symbol.asyncDispose]() }
  })
})

describe('a file in the store of all nodes', { timeout: 30_000 }, () => {
  exportFileContract(async (bytes) => {
    const store = await openStore()
    const { exportId } = await keep(store, bytes)
    const kept = await store.find(exportId)
    return { file: kept!.file, [Symbol.asyncDispose]: async () => store.close() }
  })

  const sizes = [1, partBytes, partBytes + 1]
  const moreSizes = [partBytes - 1, 2 * partBytes + 5]
  test.each([...sizes, ...(isSoak ? moreSizes : [])])(
    'of %i bytes is found by another node, with what it is',
    async (size) => {
      using store = await openStore()
      using other = await openStore()
      const bytes = randomBytes(size)
      const { exportId, manifest } = await keep(store, bytes)
      const kept = await other.find(exportId)
      expect(kept?.manifest).toEqual(manifest)
      expect((await bytesOf(kept!.file)).equals(bytes)).toBe(true)
      const names = await vi.waitFor(async () => {
        const left = await leftOf(exportId)
        expect(left).toHaveLength(4)
        return left
      })
      const kinds = names.map((name) => name.split('/')[1])
      expect(kinds).toEqual(['expiry', 'files', 'manifests', 'viewers'])
      await other.delete(manifest)
      expect(await store.find(exportId)).toBeNull()
      expect(await leftOf(exportId)).toEqual([])
    },
  )

  test('is sent while it grows, part by part', async () => {
    using store = await openStore()
    await using source = await openSpool()
    const manifest = manifestOf(2 * partBytes + 1)
    const upload = store.send(manifest.record.exportId, source.spool, running)
    const bytes = randomBytes(2 * partBytes + 1)
    for (let start = 0; start < bytes.length; start += mebibyte) {
      source.write(bytes.subarray(start, start + mebibyte))
    }
    await vi.waitFor(() => expect(String(s3.requests)).toContain('partNumber=2'), 10_000)
    expect(await store.find(manifest.record.exportId)).toBeNull()
    source.spool.finish()
    await upload.finish(manifest)
    const kept = await store.find(manifest.record.exportId)
    expect((await bytesOf(kept!.file)).equals(bytes)).toBe(true)
    await store.delete(kept!.manifest)
  })

  test.each([1000, 2 * partBytes])(
    'of %i bytes is dropped when its run is stopped, with all of its parts',
    async (size) => {
      using store = await openStore()
      await using source = await openSpool()
      const manifest = manifestOf(size)
      const stop = new AbortController()
      const upload = store.send(manifest.record.exportId, source.spool, stop.signal)
      source.write(randomBytes(size + 1))
      await vi.waitFor(async () => expect(await leftOf(manifest.record.exportId)).not.toEqual([]))
      const reason = new AppError('cancelled', 'Stop.')
      stop.abort(reason)
      source.spool.fail(reason)
      await expect(upload.finish(manifest)).rejects.toBe(reason)
      await vi.waitFor(
        async () => expect(await leftOf(manifest.record.exportId)).toEqual([]),
        5_000,
      )
    },
  )

  test('is dropped when its run is stopped just as its upload begins', async () => {
    using store = await openStore()
    await using source = await openSpool()
    const manifest = manifestOf(2 * partBytes)
    const stop = new AbortController()
    const upload = store.send(manifest.record.exportId, source.spool, stop.signal)
    source.write(randomBytes(partBytes + 1))
    const begin = `POST coatcheck/files/${manifest.record.exportId}?uploads`
    await vi.waitFor(() => expect(String(s3.requests)).toContain(begin), {
      timeout: 5_000,
      interval: 1,
    })
    const reason = new AppError('cancelled', 'Stop.')
    stop.abort(reason)
    source.spool.fail(reason)
    await expect(upload.finish(manifest)).rejects.toBe(reason)
    await store.close()
    expect(await leftOf(manifest.record.exportId)).toEqual([])
  })

  test('is not found with another key, under another export, or with a changed manifest', async () => {
    using store = await openStore()
    const { exportId } = await keep(store, randomBytes(10))
    const stranger = await openS3Files({
      url: 's3://exports/coatcheck',
      endpoint: s3.endpoint,
      pathStyle: true,
      region: 'us-east-1',
      key: randomBytes(32),
      logger: { info: () => {}, warn: () => {} },
    })
    expect(await stranger.find(exportId)).toBeNull()
    await stranger.close()
  })

  test('is found no longer once its time is over, and is deleted by whichever node looks', async () => {
    using store = await openStore({ everyMs: 100, lateMs: 0 })
    const brief = await keep(store, randomBytes(10), 300)
    const longer = await keep(store, randomBytes(10))
    await vi.waitFor(async () => expect(await store.find(brief.exportId)).toBeNull(), 5_000)
    await vi.waitFor(async () => expect(await leftOf(brief.exportId)).toEqual([]), 5_000)
    expect(await store.find(longer.exportId)).not.toBeNull()
    await store.delete(longer.manifest)
  })

  test(
    'whose node died while it was sent is dropped; one that is still sent is not',
    { timeout: 60_000 },
    async () => {
      using alive = await openStore({ beatMs: 50 })
      await using dying = await openSpool()
      await using living = await openSpool()
      const [lost, kept] = [manifestOf(2 * partBytes), manifestOf(2 * partBytes)]
      // It beats no more, and does not end its upload: as after a crash.
      using dead = await openStore({ beatMs: 1e9 })
      dead.send(lost.record.exportId, dying.spool, running)
      dying.write(randomBytes(partBytes + 1))
      const upload = alive.send(kept.record.exportId, living.spool, running)
      living.write(randomBytes(partBytes + 1))
      await vi.waitFor(async () => {
        expect((await s3.contents()).filter((name) => name.startsWith('upload '))).toHaveLength(2)
      }, 10_000)
      // Long enough for the beats of a node on a busy machine.
      using other = await openStore({ everyMs: 200, deadMs: 3_000 })
      await vi.waitFor(async () => {
        expect((await s3.contents()).filter((name) => name.startsWith('upload '))).toHaveLength(1)
      }, 30_000)
      living.write(randomBytes(partBytes - 1))
      living.spool.finish()
      const manifest = await upload.finish(kept)
      expect(await other.find(kept.record.exportId)).not.toBeNull()
      await alive.delete(manifest)
      dying.spool.fail(new AppError('cancelled', 'The end.'))
      await vi.waitFor(async () => expect(await leftOf(lost.record.exportId)).toEqual([]), 10_000)
    },
  )

  test('arrives whole although the store drops requests, and once though a reply is lost', async () => {
    using store = await openStore()
    let count = 0
    s3.faultOf = () => {
      count += 1
      return count % 3 === 0 ? 'dropped' : count % 7 === 0 ? 503 : null
    }
    const bytes = randomBytes(2 * partBytes + 1)
    const { exportId, manifest } = await keep(store, bytes)
    s3.faultOf = () => null
    expect((await bytesOf((await store.find(exportId))!.file)).equals(bytes)).toBe(true)
    await store.delete(manifest)
  })

  test('arrives also in a store that takes seconds, and leaves no upload behind', async () => {
    using store = await openStore()
    s3.faultOf = (_method, path) => {
      const isSlow = path.includes('?uploads') || path.includes('list-type')
      return isSlow || path.includes('/manifests/') ? 'late' : null
    }
    const { exportId, manifest } = await keep(store, randomBytes(partBytes + 1))
    const listed = await store.listOf(manifest.record.viewer.id)
    expect(listed.map((entry) => entry.exportId)).toContain(exportId)
    s3.faultOf = () => null
    await store.delete(manifest)
    expect(await leftOf(exportId)).toEqual([])
  })

  test('is read to its end although the store breaks off', async () => {
    using store = await openStore()
    const bytes = randomBytes(3 * mebibyte)
    const { exportId, manifest } = await keep(store, bytes)
    let cuts = 0
    s3.faultOf = (method, path) => {
      cuts += 1
      return method === 'GET' && path.includes('files/') && cuts <= 4 ? 'half' : null
    }
    const kept = await store.find(exportId)
    expect((await bytesOf(kept!.file)).equals(bytes)).toBe(true)
    expect(cuts).toBeGreaterThan(1)
    s3.faultOf = () => null
    await store.delete(manifest)
  })

  test('is not sent when other bytes are in its place', async () => {
    using store = await openStore()
    const first = await keep(store, Buffer.from('mine'))
    const kept = await store.find(first.exportId)
    const other = await keep(store, Buffer.from('else'))
    const file = store.fileOf({ ...kept!.manifest, etag: other.manifest.etag })
    await expect(bytesOf(file)).rejects.toMatchObject({ code: 'file-gone' })
  })

  test.each(['slow', 500, 503, 'dropped', 'denied'] as const)(
    'cannot be asked for while the store is %s: that is said within two seconds',
    async (fault) => {
      using store = await openStore()
      const { exportId, manifest } = await keep(store, randomBytes(10))
      s3.faultOf = () => fault
      const startMs = performance.now()
      await expect(store.find(exportId)).rejects.toMatchObject({
        code: 'store-unavailable',
        message: 'The store for prepared files cannot be reached. Try again soon.',
        retryAfterS: 5,
      })
      expect(performance.now() - startMs).toBeLessThan(2_000)
      s3.faultOf = () => null
      expect(await store.find(exportId)).not.toBeNull()
      await store.delete(manifest)
    },
  )

  test('is out of reach while the credentials cannot be fetched', async () => {
    await using provider = await silentServer()
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined)
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined)
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', provider.url)
    // The SDK says that it has waited for a second.
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    using store = await openStore()
    await expect(store.check()).rejects.toMatchObject({ code: 'store-unavailable' })
  })

  test('refusals are logged without what the store repeats of its request', async () => {
    using store = await openStore()
    s3.faultOf = () => 'denied'
    warned.length = 0
    await expect(store.find(randomUUID())).rejects.toMatchObject({ code: 'store-unavailable' })
    const lines: string[] = []
    const logger = createLogger({
      level: 'warn',
      destination: { write: (line) => lines.push(line) },
    })
    for (const [facts] of warned as [object][]) logger.warn(facts)
    expect(lines.join()).toContain('InvalidAccessKeyId 403 As asked for.')
    expect(lines.join()).not.toContain('CanonicalRequest')
  })

  test('a bucket that is not there is said to be out of reach, in the log by its name', async () => {
    const store = await openS3Files({
      url: 's3://nowhere/reports',
      endpoint: s3.endpoint,
      pathStyle: true,
      region: 'us-east-1',
      key,
      logger: { info: () => {}, warn: (...args: unknown[]) => void warned.push(args) },
    })
    warned.length = 0
    await expect(store.check()).rejects.toMatchObject({ code: 'store-unavailable' })
    await expect(store.find(randomUUID())).rejects.toMatchObject({ code: 'store-unavailable' })
    expect(warned).toHaveLength(1)
    const [[{ err }]] = warned as [[{ err: { cause: Error } }]]
    expect(err.cause.message).toContain('s3://nowhere/reports')
    await store.close()
  })
})
