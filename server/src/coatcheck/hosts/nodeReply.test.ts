import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { NodeReply } from './nodeReply.ts'

/** Sends a chunk to a client of a real server, and returns what the client got. */
async function sent(chunk: Uint8Array<ArrayBuffer>, kept?: Uint8Array[]): Promise<Buffer> {
  const server = createServer((_, response) => {
    if (kept) {
      const write = response.write.bind(response)
      response.write = (piece: Uint8Array) => {
        kept.push(piece)
        return write(piece)
      }
    }
    const reply = new NodeReply(response, '1.1')
    reply.begin(200, {})
    reply.write(chunk)
    void reply.end(AbortSignal.timeout(10_000))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const { port } = server.address() as AddressInfo
    const answer = await fetch(`http://127.0.0.1:${port}/`)
    return Buffer.from(await answer.arrayBuffer())
  } finally {
    server.close()
  }
}

const newChunk = () => Buffer.allocUnsafeSlow(1_000_000).fill('some bytes ')

test('frees a chunk when it is sent', async () => {
  const chunk = newChunk()
  expect((await sent(chunk)).equals(newChunk())).toBe(true)
  await expect.poll(() => chunk.buffer.byteLength).toBe(0)
})

test('leaves a chunk alone that an app may keep', async () => {
  const kept: Uint8Array[] = []
  expect((await sent(newChunk(), kept)).equals(newChunk())).toBe(true)
  expect(Buffer.concat(kept).equals(newChunk())).toBe(true)
})
