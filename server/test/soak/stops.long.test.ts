import { readdir } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { oneDay, signIn } from '../../testing/api.ts'
import { auditOf } from '../../testing/auditOf.ts'
import { bodyEnd } from '../../testing/bodyEnd.ts'
import { openResponse } from '../../testing/httpRequest.ts'
import { startServer } from '../../testing/testServer.ts'

const environment = {
  DRAIN_DEADLINE_S: '60',
  EXPORT_RUNS_PER_VIEWER_MAX: '50',
  TICKETS_PER_VIEWER_MAX: '50',
  LOG_LEVEL: 'warn',
}

test('a server that is told to stop hands out 20 whole files first', async () => {
  for (let round = 0; round < 50; round += 1) {
    const server = await startServer(environment)
    const { api } = await signIn(server.url, 'analyst')
    const receipts = []
    for (let count = 0; count < 20; count += 1) {
      receipts.push(await api.export.createTicket.mutate(oneDay))
    }
    const answers = receipts.map(({ url }) => openResponse(`${server.url}${url}`))
    // Some are being sent by then, others still wait in line.
    await Promise.race(answers)
    const stopped = server.stop()
    const ends = await Promise.all(answers.map(async (answer) => bodyEnd(await answer)))
    expect(ends).toEqual(ends.map(() => 'whole'))
    expect(await stopped).toBe(0)
  }
}, 1_800_000)

test('a server that is killed leaves no spool behind, and its audit file is whole', async () => {
  for (let round = 0; round < 10; round += 1) {
    await using server = await startServer(environment)
    const { api } = await signIn(server.url, 'analyst')
    const { exportId, url } = await api.export.createTicket.mutate(oneDay)
    const response = await openResponse(`${server.url}${url}`)
    const end = bodyEnd(response)
    await server.kill()
    await end
    const left = await readdir(server.folder)
    expect(left.filter((name) => name.endsWith('.spool'))).toEqual([])
    const types = (await auditOf(server.folder))
      .filter((line) => line.exportId === exportId)
      .map(({ type }) => type)
    expect(types.slice(0, 2)).toEqual(['issued', 'claimed'])
  }
}, 600_000)
