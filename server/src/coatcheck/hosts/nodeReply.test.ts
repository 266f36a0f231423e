import { once } from 'node:events'
import { createServer, OutgoingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { NodeReply } from './nodeReply.ts'

function answer(response: ServerResponse, chunk: Uint8Array<ArrayBuffer>): void {
  const reply = new NodeReply(response, '1.1')
  reply.begin(200, {})
  reply.write(chunk)
  void reply.end(AbortSignal.timeout(10_000))
}

/**
 * Sends a chunk to a client of a real server, and returns what the client got.
 *
 * @param prepare what an app does to the response before
 */
async function sent(
  chunk: Uint8Array<ArrayBuffer>,
  prepare: (response: ServerResponse) => void = () => {},
): Promise<Buffer> {
  const server = createServer((_, response) => {
    prepare(response)
    answer(response, chunk)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const { port } = server.address() as AddressInfo
    const received = await fetch(`http://127.0.0.1:${port}/`)
    return Buffer.from(await received.arrayBuffer())
  } finally {
    server.close()
  }
}

interface Writes {
  write(chunk: never, ...rest: never[]): boolean
}

/** Puts a method in place of `write` that keeps the long chunks, and returns how to undo that. */
function keepWrites(target: Writes, kept: Uint8Array[]): () => void {
  const { write } = target
  function keeping(this: unknown, chunk: never, ...rest: never[]): boolean {
    if ((chunk as Uint8Array).length === newChunk().length) kept.push(chunk)
    return write.call(this, chunk, ...rest)
  }
  target.write = keeping
  return () => {
    target.write = write
  }
}

const newChunk = () => Buffer.allocUnsafeSlow(1_000_000).fill('some bytes ')

test('frees a chunk when it is sent', async () => {
  const chunk = newChunk()
  expect((await sent(chunk)).equals(newChunk())).toBe(true)
  await expect.poll(() => chunk.buffer.byteLength).toBe(0)
})

test.each(['response', 'socket'])(
  'leaves a chunk alone that the %s of an app may keep',
  async (name) => {
    const kept: Uint8Array[] = []
    const prepare = (response: ServerResponse) =>
      void keepWrites(name === 'response' ? response : response.socket!, kept)
    expect((await sent(newChunk(), prepare)).equals(newChunk())).toBe(true)
    expect(Buffer.concat(kept).equals(newChunk())).toBe(true)
  },
)

test('leaves chunks alone where an app has replaced `write` for all responses', async () => {
  const kept: Uint8Array[] = []
  const undo = keepWrites(OutgoingMessage.prototype, kept)
  try {
    expect((await sent(newChunk())).equals(newChunk())).toBe(true)
  } finally {
    undo()
  }
  expect(Buffer.concat(kept).equals(newChunk())).toBe(true)
})

test('leaves a chunk alone that a connection inside the process may keep', async () => {
  const received: Buffer[] = []
  const connection = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      received.push(chunk)
      done()
    },
  })
  const server = createServer((_, response) => answer(response, newChunk()))
  server.emit('connection', connection)
  connection.push('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  await once(connection, 'finish')
  expect(Buffer.concat(received).includes(newChunk())).toBe(true)
})
