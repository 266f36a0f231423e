import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { signIn } from '../../testing/api.ts'
import { auditOf } from '../../testing/auditOf.ts'
import { commandInProcess } from '../../testing/commandInProcess.ts'
import { cuttingProxy } from '../../testing/cuttingProxy.ts'
import { findProgram } from '../../testing/findProgram.ts'
import { patientServer, sharedServer } from '../../testing/sharedServer.ts'
import { skipReason } from '../../testing/skipReason.ts'
import { temporaryFolder } from '../../testing/temporaryFolder.ts'
import type { RunningServer } from '../../testing/testServer.ts'

const cli = fileURLToPath(new URL('../../../shared/dist/cli.js', import.meta.url))
const account = { COATCHECK_USERNAME: 'analyst', COATCHECK_PASSWORD: 'coatcheck' }
const twoDays = ['--from', '2001-01-01', '--until', '2001-01-03']

let server: RunningServer
let folder: Awaited<ReturnType<typeof temporaryFolder>>

beforeAll(async () => {
  server = await sharedServer(patientServer)
})
beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(() => folder[Symbol.asyncDispose]())

interface Running {
  readonly env?: Record<string, string>
  /** Ctrl-C as soon as this has come to pass. */
  readonly interruptAfter?: () => Promise<unknown>
  /** What runs the command instead of Node itself, such as a shell with limits. */
  readonly through?: readonly [string, ...string[]]
}

interface Ended {
  readonly code: number | null
  readonly out: Buffer
  readonly err: string
}

/** Runs the command in the empty folder, as a person or a cron job does. */
async function coatcheck(args: readonly string[], running: Running = {}): Promise<Ended> {
  const { env = account, interruptAfter, through = [process.execPath] } = running
  const [program, ...before] = through
  const child = spawn(program, [...before, cli, ...args], {
    cwd: folder.path,
    env: { PATH: process.env.PATH, COATCHECK_URL: server.url, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const out: Buffer[] = []
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  if (interruptAfter) {
    await interruptAfter()
    child.kill('SIGINT')
  }
  const code = await ended
  return { code, out: Buffer.concat(out), err }
}

/** The same without a process, for what needs none. */
const said = (args: readonly string[], env: Record<string, string> = account) =>
  commandInProcess(args, { COATCHECK_URL: server.url, ...env }, folder.path)

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

async function latestCompleted() {
  return (await auditOf(server.folder)).findLast(({ type }) => type === 'completed')
}

test('a link to the page is exported, with the days of its period', async () => {
  const link = `${server.url}/reports/flights?period=last-week&origins=SEA&columns=delay,id&sort=-delay`
  const { code, err } = await coatcheck(['export', '--link', link, '--format', 'csv'], {
    env: { ...account, COATCHECK_URL: `${server.url}/` },
  })
  expect({ code, err }).toMatchObject({ code: 0 })
  const [name] = await readdir(folder.path)
  expect(name).toBe('flights_2001-06-18_2001-06-24_SEA.csv')
  const lines = (await readFile(join(folder.path, name!), 'utf8')).split('\r\n')
  expect(lines[0]).toBe('\uFEFFDelay,Flight')

  const elsewhere = await said(['export', '--link', 'https://other.example/reports/flights'])
  expect(elsewhere.code).toBe(2)
  expect(elsewhere.err).toContain('The link leads to https://other.example, and the server is')
})

test('an export is saved under the name that was asked for, and the format follows it', async () => {
  const { code, out, err } = await coatcheck(['export', 'flights', ...twoDays, '-o', 'mine.csv'])
  expect({ code, out: out.length }).toEqual({ code: 0, out: 0 })
  expect(err).toMatch(/^mine\.csv: 31,678 rows, [\d.]+ MB, [\d.]+ s\n$/)
  const bytes = await readFile(join(folder.path, 'mine.csv'))
  expect(sha256(bytes)).toBe((await latestCompleted())?.sha256)
  expect(bytes.toString('utf8', 3, 19)).toBe('Flight,Departure')
})

test('or under the server’s name, with filters, columns and order', async () => {
  const filters = ['--origins', 'SEA,ATL', '--min-delay', '120', '--sort', 'delay:desc']
  const args = [...twoDays, ...filters, '--columns', 'delay,origin', '--format', 'csv', '--quiet']
  expect(await coatcheck(['export', 'flights', ...args])).toMatchObject({ code: 0, err: '' })
  expect(await readdir(folder.path)).toEqual(['flights_2001-01-01_2001-01-02_SEA-ATL_delay120.csv'])
  const text = await readFile(
    join(folder.path, 'flights_2001-01-01_2001-01-02_SEA-ATL_delay120.csv'),
    'utf8',
  )
  const [heading, ...rows] = text.replace('\uFEFF', '').trimEnd().split('\r\n')
  expect(heading).toBe('Delay,Origin')
  const delays = rows.map((row) => Number(row.split(',')[0]))
  expect(delays.length).toBeGreaterThan(10)
  expect(delays).toEqual(delays.toSorted((one, other) => other - one))
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(120)
  expect(new Set(rows.map((row) => row.split(',')[1]))).toEqual(new Set(['SEA', 'ATL']))
})

test('a pipe gets the bytes and nothing else, over a line that breaks', async () => {
  const cuts = [200_000, 1]
  await using proxy = await cuttingProxy(server.url, (count) => cuts[count])
  const env = { ...account, COATCHECK_URL: proxy.url }
  const { code, out } = await coatcheck(['export', 'flights', ...twoDays, '-o', '-'], { env })
  expect(code).toBe(0)
  expect(proxy.downloadCount).toBe(3)
  expect(sha256(out)).toBe((await latestCompleted())?.sha256)
  expect(await readdir(folder.path)).toEqual([])
})

test.skipIf(skipReason('script of bsdutils', findProgram(['script']) !== undefined))(
  'a terminal gets a bar while the file comes',
  async () => {
    const command = `${process.execPath} ${cli} export flights ${twoDays.join(' ')} -o a.xlsx`
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      cwd: folder.path,
      env: { PATH: process.env.PATH, TERM: 'xterm', COATCHECK_URL: server.url, ...account },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let shown = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (shown += text))
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0)
    expect(shown).toMatch(/\r\u001B\[K[█░]{24} +\d+ % of [\d.]+ MB, 31,678 rows/)
    expect(shown).toContain('a.xlsx: 31,678 rows')
  },
)

test('Ctrl-C cancels the export and leaves nothing half-written', async () => {
  const args = ['export', 'flights', '-o', 'all.xlsx']
  const { api } = await signIn(server.url, 'analyst')
  const { code, err } = await coatcheck(args, {
    interruptAfter: () =>
      expect
        .poll(async () => (await api.export.list.query())[0], { timeout: 30_000 })
        .toMatchObject({ state: 'running', rowCount: 3_000_000 }),
  })
  expect({ code, err }).toEqual({
    code: 130,
    err: 'Interrupted. The export was cancelled and nothing was saved.\n',
  })
  expect(await readdir(folder.path)).toEqual([])
  await expect
    .poll(async () => (await api.export.list.query())[0])
    .toMatchObject({ state: 'cancelled', rowCount: 3_000_000 })
})

test('a detached export is listed, and fetched by its id', async () => {
  const started = await coatcheck(['export', 'flights', ...twoDays, '--format', 'csv', '--detach'])
  const exportId = started.out.toString().trimEnd()
  expect(started).toMatchObject({ code: 0, err: `Save it with: coatcheck fetch ${exportId}\n` })
  expect(started.out.toString()).toMatch(/^[0-9a-f-]{36}\n$/)
  expect(await readdir(folder.path)).toEqual([])

  const fetched = await coatcheck(['fetch', exportId, '-o', 'mine.csv'])
  expect(fetched.err).toMatch(/^mine\.csv: 31,678 rows, [\d.]+ MB, [\d.]+ s\n$/)
  const piped = await coatcheck(['fetch', exportId, '-o', '-', '-q'])
  expect(piped).toMatchObject({ code: 0, err: '' })
  expect(piped.out.equals(await readFile(join(folder.path, 'mine.csv')))).toBe(true)

  const listed = (await said(['list', '--limit', '1'])).out
  expect(listed).toMatch(
    new RegExp(
      `^ID .*\n${exportId}  \\S+ \\S+  delivered +\\S+ \\S+ +31,678 +[\\d.]+ MB  flights\\S+csv\n$`,
    ),
  )
})

test('Ctrl-C while it is fetched leaves the export alone', { timeout: 200_000 }, async () => {
  const half = ['--until', '2001-04-02']
  const { out } = await coatcheck(['export', 'flights', ...half, '--detach', '-q'])
  const exportId = out.toString().trimEnd()
  const { api } = await signIn(server.url, 'analyst')
  const stateOf = async () =>
    (await api.export.list.query()).find((progress) => progress.exportId === exportId)?.state
  const { code, err } = await coatcheck(['fetch', exportId, '-o', 'all.xlsx'], {
    interruptAfter: () =>
      expect.poll(() => readdir(folder.path), { timeout: 120_000 }).toHaveLength(1),
  })
  expect({ code, err }).toEqual({
    code: 130,
    err: 'Interrupted. Nothing was saved; the export is still on the server.\n',
  })
  expect(await readdir(folder.path)).toEqual([])
  await expect.poll(stateOf, { timeout: 60_000 }).toMatch(/^(?:ready|delivered)$/)
  await api.export.cancel.mutate({ exportId })
  expect(await said(['fetch', exportId])).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^coatcheck: .*Export again\.\n$/) as string,
  })
})

test('a file that is there is kept, unless it is to be replaced', async () => {
  await writeFile(join(folder.path, 'mine.csv'), 'the former one')
  const args = ['export', 'flights', ...twoDays, '-o', 'mine.csv']
  const kept = await coatcheck(args)
  expect(kept).toMatchObject({ code: 2, err: expect.stringContaining('--force') as string })
  expect(await readFile(join(folder.path, 'mine.csv'), 'utf8')).toBe('the former one')
  expect(await coatcheck([...args, '--force'])).toMatchObject({ code: 0 })
  expect(await readFile(join(folder.path, 'mine.csv'), 'utf8')).toContain('Departure')
})

describe('a full disk is told of, and nothing is left', () => {
  test('by a file', async () => {
    const limits = `trap '' XFSZ; ulimit -f 100; exec ${process.execPath} "$@"`
    const { code, err } = await coatcheck(['export', 'flights', ...twoDays, '-o', 'a.xlsx'], {
      through: ['/bin/bash', '-c', limits, 'bash'],
    })
    expect(code).toBe(1)
    expect(err).toContain(
      'Cannot write the file: it is larger than the file system or a limit allows.',
    )
    expect(await readdir(folder.path)).toEqual([])
  })

  test('by standard output', async () => {
    const { code, err } = await coatcheck(['export', 'flights', ...twoDays, '-o', '-'], {
      through: ['/bin/bash', '-c', `exec ${process.execPath} "$@" > /dev/full`, 'bash'],
    })
    expect(code).toBe(1)
    expect(err).toContain('Cannot write to standard output: ENOSPC')
  })
})

test.each([
  [['export', 'flihgts'], 2, 'Unknown report flihgts. Did you mean flights?'],
  [['export', 'flights', '--frm', '2001-01-01'], 2, 'Did you mean --from?'],
  [['export', 'flights', '--columns', 'orign'], 2, 'no column orign. Did you mean origin?'],
  [['export', 'flights', '--min-delay', 'late'], 2, '--min-delay must be a number, not "late".'],
  [['export', 'flights', '--from', '2001-13-01'], 2, 'filters.from: Use a valid date'],
  [['export', 'flights', '--format', 'pdf'], 2, 'Use one of the formats xlsx, csv.'],
  [['export'], 2, 'Specify a report'],
  [['exprt'], 2, 'Did you mean export?'],
  [['reports', '--url', 'localhost'], 2, 'is not an address'],
  [['reports', '--url', 'http://localhost:1'], 1, 'Cannot reach http://localhost:1'],
  [['export', 'flights', '--detach', '-o', 'a.csv'], 2, '--detach saves no file.'],
  [['fetch'], 2, 'Specify one export'],
  [['fetch', 'flights'], 2, 'flights is not the id of an export.'],
  [['fetch', '0b1f7f4e-7a53-4f0e-9a3c-1d1f0a9a1f0e'], 1, 'You have no export 0b1f7f4e'],
  [['list', '--limit', '0'], 2, '--limit must be a whole number from 1 to 100'],
  [['completion', 'tcsh'], 2, 'coatcheck completion bash|zsh|fish'],
])('%j teaches', async (args, code, sentence) => {
  const ended = await said(args)
  expect(ended).toMatchObject({ code, err: expect.stringContaining(sentence) as string })
  expect(ended.err).not.toMatch(/\n\s+at /)
  expect(await readdir(folder.path)).toEqual([])
})

test.each([
  ['a wrong token', { COATCHECK_TOKEN: 'wrong' }, 'Please sign in. Check COATCHECK_TOKEN.'],
  ['no account', {}, 'Set COATCHECK_TOKEN'],
  [
    'a wrong password',
    { ...account, COATCHECK_PASSWORD: 'guess' },
    'do not match. Check COATCHECK_USERNAME and COATCHECK_PASSWORD.\n',
  ],
])('%s is not allowed', async (_what, env, sentence) => {
  const ended = await said(['export', 'flights', '-o', 'a.xlsx'], env)
  expect(ended).toMatchObject({ code: 3, err: expect.stringContaining(sentence) as string })
  expect(await readdir(folder.path)).toEqual([])
})

test('not to be allowed has an exit code of its own', async () => {
  const { code } = await coatcheck(['reports'], { env: { COATCHECK_TOKEN: 'wrong' } })
  expect(code).toBe(3)
})

test('a token of one’s own is used as it is', async () => {
  const { token } = await signIn(server.url, 'seattle')
  const { code, out } = await said(['reports', 'flights'], { COATCHECK_TOKEN: token })
  expect(code).toBe(0)
  expect(out).toMatch(/--min-delay +Delay at least: <number>, in min/)
})

test('help is there for the command and for each report', async () => {
  expect((await said(['--help'])).out).toContain('Exit codes:')
  expect((await said(['export', 'flights', '--help'])).out).toContain('--origins')
})

test('a shell completes reports, flags and columns', async () => {
  const words = async (...typed: string[]) => (await said(['__complete', ...typed])).out.split('\n')
  expect(await words('export', '')).toEqual(
    expect.arrayContaining(['flights', 'bird-strikes', 'strike-costs']),
  )
  expect(await words('export', 'flights', '--')).toContain('--min-delay')
  expect(await words('export', 'flights', '--sort', '')).toContain('delay')
})
