import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { fstatSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AppError } from '../appError.ts'
import { Spool } from './spool.ts'

const { signal } = new AbortController()
const broken = new AppError('database-failed', 'It failed.')

async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'coatcheck-spool-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

async function openSpool() {
  const folder = await temporaryFolder()
  const spool = await Spool.create(folder.path)
  return {
    spool,
    /** As the worker does it: write, then report. */
    write(text: string) {
      spool.grow(spool.sizeBytes + writeSync(spool.fileDescriptor, text))
    },
    async read(position: number, lengthMax = 100) {
      const end = Math.min(spool.sizeBytes, position + lengthMax)
      const chunks: Uint8Array[] = []
      for await (const chunk of spool.read(position, end)) chunks.push(chunk)
      return Buffer.concat(chunks).toString()
    },
    async [Symbol.asyncDispose]() {
      await spool.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

/** Whether a promise is still pending after everything else had its turn. */
async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const settled = promise.then(
    () => false,
    () => false,
  )
  return Promise.race([settled, new Promise<boolean>((resolve) => setImmediate(resolve, true))])
}

test('a spool has no name to open it by, and only its owner may read it', async () => {
  await using folder = await temporaryFolder()
  const directory = join(folder.path, 'not', 'there', 'yet')
  const spool = await Spool.create(directory)
  expect(await readdir(directory)).toEqual([])
  expect(fstatSync(spool.fileDescriptor).mode & 0o077).toBe(0)
  await spool.close()
})

test('if no file can be created, the spool counts as full and says when to try again', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'file')
  await writeFile(file, '')
  await expect(Spool.create(file)).rejects.toMatchObject({ code: 'spool-full', retryAfterS: 60 })
})

test('written bytes can be read while more are being written', async () => {
  await using target = await openSpool()
  target.write('first ')
  expect(await target.read(0)).toBe('first ')
  target.write('second')
  expect(await target.read(0)).toBe('first second')
  expect(await target.read(6, 3)).toBe('sec')
  expect(await target.read(12)).toBe('')
})

test('bytes that the worker has not reported yet are not read', async () => {
  await using target = await openSpool()
  target.write('reported')
  writeSync(target.spool.fileDescriptor, ' and on its way')
  expect(await target.read(0)).toBe('reported')
})

test('a reader waits for bytes past its position, not just for any', async () => {
  await using target = await openSpool()
  target.write('12345')
  await target.spool.waitPast(4, signal)
  const waiting = target.spool.waitPast(6, signal)
  target.write('6')
  expect(await isPending(waiting)).toBe(true)
  target.write('78')
  await waiting
})

test('a reader that has taken much gets longer chunks', async () => {
  await using target = await openSpool()
  const bytes = 'x'.repeat(512 * 1024)
  target.write(bytes)
  const chunkCount = async (readBefore?: number) => {
    const chunks: Uint8Array[] = []
    const { spool } = target
    const read = spool.read(0, bytes.length, signal, readBefore)
    for await (const chunk of read) chunks.push(chunk)
    expect(Buffer.concat(chunks)).toHaveLength(bytes.length)
    return chunks.length
  }
  expect(await chunkCount()).toBe(8)
  expect(await chunkCount(16 * 1024 * 1024)).toBe(2)
})

test('every waiting reader is woken by the end', async () => {
  await using target = await openSpool()
  const waiting = [0, 5].map((position) => target.spool.waitPast(position, signal))
  const end = target.spool.waitForEnd(signal)
  expect(await isPending(end)).toBe(true)
  target.spool.finish()
  await Promise.all([...waiting, end])
  expect(target.spool).toMatchObject({ complete: true, error: null })
})

test('a failed run fails every reader, even one with bytes left to read', async () => {
  await using target = await openSpool()
  target.write('half')
  const waiting = target.spool.waitPast(4, signal)
  const end = target.spool.waitForEnd(signal)
  target.spool.fail(broken)
  await expect(waiting).rejects.toBe(broken)
  await expect(target.spool.waitPast(0, signal)).rejects.toBe(broken)
  await expect(end).resolves.toBeUndefined()
  expect(target.spool).toMatchObject({ complete: false, error: broken })
})

test('a later failure does not spoil a whole file', async () => {
  await using target = await openSpool()
  target.write('whole')
  target.spool.finish()
  target.spool.fail(broken)
  await target.spool.waitPast(0, signal)
  expect(target.spool.error).toBeNull()
  expect(await target.read(0)).toBe('whole')
})

test('a reader that leaves stops waiting, and the others go on', async () => {
  await using target = await openSpool()
  const [leaving, reason] = [new AbortController(), new Error('gone')]
  const left = target.spool.waitPast(0, leaving.signal)
  const leftEnd = target.spool.waitForEnd(leaving.signal)
  const staying = target.spool.waitPast(0, signal)
  leaving.abort(reason)
  await expect(left).rejects.toBe(reason)
  await leftEnd
  expect(await isPending(staying)).toBe(true)
  target.write('1')
  await staying
})

test('closing an unfinished spool fails its readers: the export was cancelled', async () => {
  await using target = await openSpool()
  const waiting = target.spool.waitPast(0, signal)
  const closing = target.spool.close()
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
  await closing
  await expect(target.spool.close()).resolves.toBeUndefined()
  expect(target.spool.closed).toBe(true)
})
