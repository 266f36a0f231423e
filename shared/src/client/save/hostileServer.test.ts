import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { plainApi } from '../../cli/testing/plainApi.ts'
import { saveExport } from './saveExport.ts'

// What a server can make a client do: nothing beyond the file that the client asked for.

const exportId = '0b1f7f4e-7a53-4f0e-9a3c-1d1f0a9a1f0e'
const receipt = {
  exportId,
  ticket: 't'.repeat(43),
  url: '/export/download?ticket=t',
  fileName: 'flights.csv',
  rowCount: 1,
  expiresAt: '2026-01-01T00:00:00Z',
}

let root: string
let folder: string
const closers: (() => void)[] = []

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'coatcheck-hostile-'))
  folder = join(root, 'a/b')
  await mkdir(folder, { recursive: true })
})
afterEach(async () => {
  for (const close of closers.splice(0)) close()
  await rm(root, { recursive: true })
})

async function serve(listener: RequestListener): Promise<URL> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
}

/** Another origin, and what reached it. */
async function stranger() {
  const seen: IncomingMessage[] = []
  const url = await serve((request, response) => {
    seen.push(request)
    response.end('stolen')
  })
  return { url, seen }
}

function clientOf(more: object) {
  const cancelled: string[] = []
  return {
    cancelled,
    export: {
      createTicket: { mutate: async () => ({ ...receipt, ...more }) },
      list: { query: async () => [] },
      cancel: { mutate: async ({ exportId: id }: { exportId: string }) => cancelled.push(id) },
    },
  }
}

test.each([
  ...[
    '../../x',
    '../x.csv',
    '/absolute/x.csv',
    '..',
    '.profile',
    'a\\..\\x.csv',
    'a\u001B[2J.csv',
    'nul',
  ],
])('no file is written for the name %j', async (fileName) => {
  const client = clientOf({ fileName })
  const asked: string[] = []
  const target = (name: string) => {
    asked.push(name)
    return join(folder, name)
  }
  const url = await serve((_request, response) => response.end('x'))
  const saving = saveExport(client, undefined as never, target, { url })
  await expect(saving).rejects.toMatchObject({ code: 'refused' })
  expect(asked).toEqual([])
  expect(client.cancelled).toEqual([exportId])
  expect(await readdir(root, { recursive: true })).toEqual(['a', 'a/b'])
})

test('an id of an export cannot lead out of the folder either', async () => {
  const client = clientOf({ exportId: '/../../../x' })
  await mkdir(join(folder, 'flights.csv.part-'))
  const saving = saveExport(client, undefined as never, join(folder, 'flights.csv'), { url: root })
  await expect(saving).rejects.toMatchObject({ code: 'refused' })
  expect(await readdir(root)).toEqual(['a'])
})

test('the command line refuses a receipt with a path in it', async () => {
  const data = { ...receipt, fileName: '../../x' }
  const url = await serve((_request, response) =>
    response.end(JSON.stringify({ result: { data } })),
  )
  const call = plainApi(url, 'token').export.createTicket.mutate({} as never)
  await expect(call).rejects.toThrow('is not that of Coatcheck')
})

test.each([301, 302, 303, 307, 308])(
  'a redirect with %i gets no password and no token',
  async (status) => {
    const { url: other, seen } = await stranger()
    const url = await serve((_request, response) => {
      response.writeHead(status, { location: `${other.href}trpc?secret=1` }).end()
    })
    const signIn = plainApi(url, null).signIn({ username: 'sam', password: 'secret' })
    const message = `${url.origin} redirects to ${other.origin}/trpc.`
    await expect(signIn).rejects.toThrow(message)
    await expect(plainApi(url, 'token').reports()).rejects.toThrow(message)
    expect(seen).toEqual([])
  },
)

test('a redirected download gets no key, and fails at once', async () => {
  const { url: other, seen } = await stranger()
  const url = await serve((_request, response) => {
    response.writeHead(307, { location: other.href }).end()
  })
  const saving = saveExport(clientOf({}), undefined as never, join(folder, 'x.csv'), { url })
  await expect(saving).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringContaining(`redirects to ${other.origin}/.`) as string,
  })
  expect(seen).toEqual([])
  expect(await readdir(folder)).toEqual([])
})
