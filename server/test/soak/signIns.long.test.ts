import { expect, test } from 'vitest'
import { signIn } from '../../testing/api.ts'
import { residentBytes, startServer } from '../../testing/testServer.ts'

const threads = 16

// Elsewhere nothing tells how much memory a process has, and other C libraries keep none.
test.runIf(process.platform === 'linux')(
  'a hundred sign-ins leave little memory taken',
  async () => {
    await using server = await startServer({ UV_THREADPOOL_SIZE: String(threads) })
    await signIn(server.url, 'analyst')
    const before = (await residentBytes(server.pid))!
    for (let round = 0; round < 8; round += 1) {
      const ins = Array.from({ length: threads }, () => signIn(server.url, 'analyst'))
      await Promise.all(ins)
    }
    expect((await residentBytes(server.pid))! - before).toBeLessThan(64 * 1024 ** 2)
  },
)
