import { execFile } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { allFlights, signIn, type Session } from '../../testing/api.ts'
import { hasCurl } from '../../testing/curl.ts'
import { openResponse } from '../../testing/httpRequest.ts'
import { serveInProcess, type InProcess } from '../../testing/inProcess.ts'
import { skipReason } from '../../testing/skipReason.ts'
import { times } from '../../testing/soak.ts'
import { temporaryFolder } from '../../testing/temporaryFolder.ts'

const run = promisify(execFile)
const worker = new URL('../../dist/service/exportWorker.js', import.meta.url)

let service: InProcess
let analyst: Session

beforeAll(async () => {
  service = await serveInProcess(worker, { EXPORT_GRACE_MS: '0' })
  analyst = await signIn(service.url, 'analyst')
})

afterAll(() => service[Symbol.asyncDispose]())

/** Ends an export in the middle of its download, once the client has this many bytes or more. */
async function cutAfter(exportId: string, bytes: number): Promise<void> {
  for (;;) {
    const exports = await analyst.api.export.list.query()
    const progress = exports.find((candidate) => candidate.exportId === exportId)
    if (progress && progress.bytesSent >= bytes) break
  }
  await analyst.api.export.cancel.mutate({ exportId })
}

test('Node does not take a file for whole that is cut at a random byte', async () => {
  for (let round = 0; round < times(4, 400); round += 1) {
    const { exportId, url } = await analyst.api.export.createTicket.mutate(allFlights)
    const response = await openResponse(`${service.url}${url}`)
    const cutting = cutAfter(exportId, randomInt(1, 3_000_000))
    await expect(readAll(response)).rejects.toMatchObject({ code: 'ECONNRESET' })
    await cutting
  }
}, 900_000)

async function readAll(response: AsyncIterable<unknown>): Promise<void> {
  for await (const chunk of response) expect(chunk).toBeDefined()
}

test.skipIf(skipReason('curl', hasCurl))(
  'nor does curl',
  async () => {
    await using folder = await temporaryFolder()
    const file = join(folder.path, 'export.xlsx')
    for (let round = 0; round < times(1, 100); round += 1) {
      const { exportId, url } = await analyst.api.export.createTicket.mutate(allFlights)
      const downloading = run('curl', [
        '--silent',
        '--fail',
        '--output',
        file,
        `${service.url}${url}`,
      ])
      const cutting = cutAfter(exportId, randomInt(1, 3_000_000))
      // 18 is curl's "partial file", 56 "failure in receiving".
      await expect(downloading).rejects.toMatchObject({
        code: expect.toSatisfy((code: number) => code === 18 || code === 56) as number,
      })
      await cutting
      await rm(file, { force: true })
    }
  },
  900_000,
)
