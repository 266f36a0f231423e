import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { AppError } from '../appError.ts'
import type { ByteRange, ETag } from './objectStore.ts'
import { StoredFile, type ReadTimes } from './storedFile.ts'
import { MemoryObjects } from './testing/memoryObjects.ts'

const running = new AbortController().signal
const bytes = Buffer.from('0123456789')

/** A store that sends some bytes per reply, and then nothing. */
class SilentObjects extends MemoryObjects {
  /** By reply, how many bytes it has; the last one counts for later replies. Without any there is none. */
  bytesOfReplies: readonly number[] = [0]
  replies = 0

  override async read(
    _key: string,
    { start, end }: ByteRange,
    _etag: ETag,
    signal: AbortSignal,
  ): Promise<Readable> {
    const length = this.bytesOfReplies[Math.min(this.replies, this.bytesOfReplies.length - 1)]
    this.replies += 1
    if (length === undefined) return untilAborted(signal)
    const reply = new Readable({ read() {} })
    if (length > 0) reply.push(bytes.subarray(start, Math.min(end, start + length)))
    return reply
  }
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error))
  })
}

function silentFile(bytesOfReplies: readonly number[], times: Partial<ReadTimes>) {
  const objects = new SilentObjects()
  objects.bytesOfReplies = bytesOfReplies
  const file = new StoredFile({ objects, key: 'a', etag: '"1"', sizeBytes: bytes.length, times })
  return { file, objects }
}

async function textOf(file: StoredFile): Promise<string> {
  let text = ''
  for await (const chunk of file.read(0, file.sizeBytes, running)) text += String(chunk)
  return text
}

const brief = { firstMsMax: 50, nextMsMax: 50, silentMsMax: 600 }

test('a store that sends no byte is said to be out of reach, at once', async () => {
  const { file, objects } = silentFile([0], brief)
  const error = await textOf(file).catch((thrown: unknown) => thrown as AppError)
  expect(error).toMatchObject({ code: 'store-unavailable', retryAfterS: 5 })
  expect(((error as AppError).cause as Error).message).toContain('memory://objects')
  expect(objects.replies).toBe(1)
})

test('a store that does not even reply is, too', async () => {
  const { file } = silentFile([], brief)
  await expect(textOf(file)).rejects.toMatchObject({ code: 'store-unavailable' })
})

test('a store that falls silent is asked again from there', async () => {
  const { file, objects } = silentFile([3, 3, 4], brief)
  expect(await textOf(file)).toBe('0123456789')
  expect(objects.replies).toBe(3)
})

test('a store that stays silent is given up', async () => {
  const { file, objects } = silentFile([3, 0], brief)
  await expect(textOf(file)).rejects.toMatchObject({ code: 'store-unavailable' })
  expect(objects.replies).toBeGreaterThan(2)
})

test('a client may take its time', async () => {
  const { file, objects } = silentFile([3, 7], brief)
  let text = ''
  for await (const chunk of file.read(0, bytes.length, running)) {
    text += String(chunk)
    await sleep(700)
  }
  expect(text).toBe('0123456789')
  expect(objects.replies).toBe(2)
})
