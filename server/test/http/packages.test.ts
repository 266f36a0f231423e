import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { readers } from '../../src/formats/testing/readers.ts'
import { generateReportApp } from '../../../scripts/lib/generateReportApp.mjs'
import { codeBlocks, namedBlocks, withValues } from '../../testing/documentation.ts'
import { freePort } from '../../testing/freePort.ts'
import { isSoak, longTest } from '../../testing/soak.ts'
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporaryFolder.ts'

const run = promisify(execFile)
const repository = fileURLToPath(new URL('../../../', import.meta.url))
const consumer = fileURLToPath(new URL('../consumer/', import.meta.url))

/** Type checks and an installation, on a machine that does other things besides. */
const msMax = 300_000

const newest = { name: 'typescript7', version: '7.0.2' }

/** The older two take a quarter of a minute each. */
const compilers = {
  ...(isSoak && {
    'TypeScript 5.9': { name: 'typescript5', version: '5.9.3' },
    'TypeScript 6': { name: 'typescript6', version: '6.0.3' },
  }),
  'TypeScript 7': newest,
}

const { version } = JSON.parse(readFileSync(join(repository, 'server/package.json'), 'utf8')) as {
  version: string
}

const tarballs = {
  server: `coatcheck-server-${version}.tgz`,
  shared: `coatcheck-shared-${version}.tgz`,
}

const manifest = {
  name: 'consumer',
  private: true,
  type: 'module',
  dependencies: {
    '@coatcheck/server': `file:${tarballs.server}`,
    '@coatcheck/shared': `file:${tarballs.shared}`,
    '@trpc/client': '11.25.2',
    '@trpc/server': '11.25.2',
    '@types/express': '5.0.6',
    '@types/node': '^20.19.0',
    '@types/react': '19.3.0',
    // tRPC's adapter for Fastify names them.
    '@types/ws': '8.18.1',
    eventsource: '4.1.1',
    express: '5.3.0',
    fastify: '5.12.8',
    hono: '4.13.19',
    '@hono/node-server': '2.1.9',
    ...Object.fromEntries(
      Object.values(compilers).map(({ name, version }) => [name, `npm:typescript@${version}`]),
    ),
    react: '19.3.1',
    vue: '3.5.45',
    zod: '4.6.7',
  },
}

const project = {
  compilerOptions: {
    target: 'es2023',
    lib: ['es2023', 'dom'],
    module: 'nodenext',
    strict: true,
    // The bundled declarations are what is being tested.
    skipLibCheck: false,
    rewriteRelativeImportExtensions: true,
    jsx: 'react-jsx',
    outDir: 'built',
    types: ['node'],
    // As `tsc --init` sets it.
    declaration: true,
  },
  include: ['*.ts', 'readme/*.ts', 'embedding/*.ts', 'page/*.ts', 'page/*.tsx', 'hosts/*.ts'],
}

/** What the declarations say when the other project has found that they are sound. */
const mistakesProject = {
  extends: './tsconfig.json',
  compilerOptions: { skipLibCheck: true, noEmit: true },
  include: ['mistakes.ts'],
}

/** The servers of two guides, each with a client that saves a file. */
const guides = {
  readme: {
    page: '../README.md',
    client: { page: 'client.md', block: 0, url: 'https://reports.example.com' },
    rowCount: 299_600,
  },
  embedding: {
    page: 'embedding.md',
    client: { page: 'embedding.md', block: 1, url: 'http://localhost:3000' },
    rowCount: 15_000,
  },
} as const

const hosts = ['express', 'fastify', 'node', 'hono'] as const

let folder: TemporaryFolder
/** What the newest compiler says while it writes the programs that are run. */
let errorsWhenBuilt: string[]
const urls = new Map<string, string>()
beforeAll(async () => {
  folder = await temporaryFolder()
  await run(process.execPath, ['scripts/pack.mjs', folder.path], { cwd: repository })
  await cp(consumer, folder.path, { recursive: true })
  const ownReport = await codeBlocks('ownReport.md', 'ts')
  await writeFile(join(folder.path, 'ownReport.ts'), ownReport.join('\n'))
  for (const name of ['readme', 'embedding'] as const) await follow(name)
  await writePage()
  await writeHosts()
  await writeFile(join(folder.path, 'package.json'), JSON.stringify(manifest))
  await writeFile(join(folder.path, 'tsconfig.json'), JSON.stringify(project))
  await writeFile(join(folder.path, 'mistakes.json'), JSON.stringify(mistakesProject))
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund']
  await run('npm', install, { cwd: folder.path })
  errorsWhenBuilt = await errorsOf(newest.name)
}, msMax)
afterAll(() => folder[Symbol.asyncDispose]())

/** Writes down what a guide says, to the letter, but for the address. */
async function follow(name: keyof typeof guides): Promise<void> {
  const { page, client } = guides[name]
  const port = await freePort()
  const url = `http://localhost:${port}`
  urls.set(name, url)
  const [server, inBrowser] = await codeBlocks(page, 'ts')
  const save = (await codeBlocks(client.page, 'ts'))[client.block]!
  await mkdir(join(folder.path, name))
  const write = (file: string, text: string) => writeFile(join(folder.path, name, file), text)
  await write('server.ts', withValues(server!, { 'listen(3000': `listen(${port}` }))
  if (name === 'readme') await write('client.ts', inBrowser!)
  if (name === 'embedding') await write('database.ts', (await codeBlocks(page, 'ts'))[2]!)
  await write('save.ts', withValues(save, { [client.url]: url }))
}

/** The page of a guide, which `ownPage.test.ts` runs in a browser. */
async function writePage(): Promise<void> {
  await mkdir(join(folder.path, 'page'))
  const blocks = await namedBlocks('client.md', ['ts', 'tsx'])
  const server = `export type { AppRouter } from '../embedding/server.ts'\n`
  for (const [name, text] of [...blocks, ['server.ts', server] as const]) {
    await writeFile(join(folder.path, 'page', name), text)
  }
}

/** The servers of the guide to hosts, each on a port of its own. */
async function writeHosts(): Promise<void> {
  await mkdir(join(folder.path, 'hosts'))
  const blocks = await namedBlocks('hosts.md', ['ts'])
  const write = (name: string, text: string) => writeFile(join(folder.path, 'hosts', name), text)
  await write('coatcheck.ts', blocks.get('coatcheck.ts')!)
  for (const host of hosts) {
    const port = await freePort()
    urls.set(host, `http://localhost:${port}`)
    await write(`${host}.ts`, withValues(blocks.get(`${host}.ts`)!, { 3000: String(port) }))
  }
}

/** What the compiler says of a project, a line for each error. */
async function errorsOf(compiler: string, ...args: string[]): Promise<string[]> {
  const tsc = join(folder.path, 'node_modules', compiler, 'bin', 'tsc')
  const output = await run(process.execPath, [tsc, ...args], { cwd: folder.path }).then(
    ({ stdout }) => stdout,
    (error: unknown) => (error as { stdout: string }).stdout,
  )
  return output.split('\n').filter((line) => /error TS\d+/.test(line))
}

test.each(Object.entries(compilers))(
  '%s takes what is right, and finds each mistake',
  { timeout: msMax },
  async (_name, { name: compiler }) => {
    const errors = compiler === newest.name ? errorsWhenBuilt : await errorsOf(compiler, '--noEmit')
    expect(errors).toEqual([])
    const mistakes = await readFile(join(folder.path, 'mistakes.ts'), 'utf8')
    const expected = mistakes.match(/@ts-expect-error/g)!.length
    try {
      const unexpected = mistakes.replaceAll('// @ts-expect-error', '//')
      await writeFile(join(folder.path, 'mistakes.ts'), unexpected)
      expect(await errorsOf(compiler, '-p', 'mistakes.json')).toHaveLength(expected)
    } finally {
      await writeFile(join(folder.path, 'mistakes.ts'), mistakes)
    }
  },
)

test(
  'the compiler does little for each of many reports',
  async () => {
    const app = join(folder.path, 'many')
    await mkdir(app)
    const sources = Object.entries(generateReportApp({ reportCount: 40, columnCount: 20 }))
    for (const [file, text] of sources) await writeFile(join(app, file), text)
    const options = { extends: '../tsconfig.json', include: ['*.ts'] }
    await writeFile(join(app, 'tsconfig.json'), JSON.stringify(options))
    const tsc = join(folder.path, 'node_modules', newest.name, 'bin', 'tsc')
    const flags = ['--noEmit', '--skipLibCheck', '--declaration', 'false', '--extendedDiagnostics']
    const { stdout } = await run(process.execPath, [tsc, '-p', app, ...flags])
    // 100,000 are enough; it was nine million when each request's type followed from its schema.
    expect(Number(/Instantiations:\s+(\d+)/.exec(stdout)?.[1])).toBeLessThan(500_000)
  },
  msMax,
)

test(
  'the installed packages serve a file that another program reads',
  { timeout: msMax },
  async () => {
    expect(errorsWhenBuilt).toEqual([])
    const { stdout } = await run(process.execPath, ['built/main.js', '.'], { cwd: folder.path })
    expect(JSON.parse(stdout)).toMatchObject({ ids: [2, 4, 6] })
    const [sheet] = await readers.SheetJS!(await readFile(join(folder.path, 'sales.xlsx')))
    expect(sheet?.rows).toHaveLength(2_501)
    expect(sheet?.rows.slice(0, 2)).toEqual([
      ['Product', 'Sale'],
      ['tea of Assam', 2],
    ])
    const csv = await readFile(join(folder.path, 'sales.csv'), 'utf8')
    expect(csv.trimEnd().split('\r\n')).toHaveLength(2_501)
  },
)

test(
  'the report of the guide can be loaded',
  async () => {
    const load = `import('./built/ownReport.js').then(({ coatcheck }) => coatcheck.close())`
    await run(process.execPath, ['-e', load], { cwd: folder.path })
  },
  msMax,
)

test.each(['readme', 'embedding'] as const)(
  'the server of the %s runs, its client saves a file, and no error shows a stack',
  { timeout: msMax },
  async (name) => {
    const cwd = join(folder.path, name)
    const server = spawn(process.execPath, [`../built/${name}/server.js`], { cwd })
    try {
      const url = urls.get(name)!
      await vi.waitFor(() => fetch(url), { timeout: 30_000, interval: 100 })
      const { stdout } = await run(process.execPath, [`../built/${name}/save.js`], {
        cwd,
        env: { ...process.env, TOKEN: 'secret' },
      })
      expect(stdout).toMatch(new RegExp(`^${guides[name].rowCount}\\b`, 'm'))
      expect((await readFile(join(cwd, 'orders.xlsx'))).subarray(0, 2).toString()).toBe('PK')
      const failure = await fetch(`${url}/trpc/nothing`)
      expect(failure.status).toBe(404)
      expect(await failure.text()).not.toContain('stack')
    } finally {
      server.kill('SIGTERM')
      await once(server, 'close')
    }
  },
)

test.each(hosts)('the server of the guide to hosts runs: %s', { timeout: msMax }, async (host) => {
  const server = spawn(process.execPath, [`built/hosts/${host}.js`], { cwd: folder.path })
  try {
    const url = urls.get(host)!
    await vi.waitFor(() => fetch(url), { timeout: 30_000, interval: 100 })
    const response = await fetch(`${url}/trpc/reports.export.createTicket`, {
      method: 'POST',
      headers: { authorization: 'Bearer secret', 'content-type': 'application/json' },
      body: JSON.stringify({ report: 'orders', filters: {}, format: 'csv' }),
    })
    const { result } = (await response.json()) as { result: { data: { url: string } } }
    const file = await (await fetch(url + result.data.url)).text()
    expect(file.trimEnd().split('\r\n')).toHaveLength(30_001)
  } finally {
    server.kill()
    await once(server, 'close')
  }
})

longTest(
  'the example of the package runs in an empty folder, as its README says',
  { timeout: msMax },
  async () => {
    await using empty = await temporaryFolder()
    const cwd = empty.path
    const [setUp, save] = await codeBlocks('../server/README.md', 'sh')
    const start = 'npx tsx orders/main.ts'
    const commands = withValues(setUp!, {
      '@coatcheck/server @coatcheck/shared': Object.values(tarballs)
        .map((name) => join(folder.path, name))
        .join(' '),
      'npm install ': 'npm install --prefer-offline --no-audit --no-fund ',
      [start]: '',
    })
    await run('bash', ['-euc', commands], { cwd })
    const port = await freePort()
    const server = spawn('bash', ['-c', `exec ${start} ${port}`], { cwd, detached: true })
    try {
      const url = `http://localhost:${port}`
      await vi.waitFor(() => fetch(url), { timeout: 60_000, interval: 200 })
      await run('bash', ['-euc', `${save!.trim()} --url ${url}`], { cwd })
      const [sheet] = await readers.SheetJS!(await readFile(join(cwd, 'orders.xlsx')))
      expect(sheet?.rows).toHaveLength(15_001)
    } finally {
      // With what npx has started.
      process.kill(-server.pid!, 'SIGTERM')
      await once(server, 'close')
    }
  },
)

longTest(
  'pnpm without any hoisting installs an app that compiles, with declarations, and runs',
  { timeout: msMax },
  async () => {
    await using app = await temporaryFolder()
    const cwd = app.path
    const names = ['embedding', ...Object.values(tarballs)]
    for (const name of names) {
      await cp(join(folder.path, name), join(cwd, name), { recursive: true })
    }
    const write = (name: string, text: string) => writeFile(join(cwd, name), text)
    await write('package.json', JSON.stringify(manifest))
    // As `tsc --init` sets it: declarations of others do not find their own packages here.
    const compilerOptions = { ...project.compilerOptions, skipLibCheck: true, rootDir: 'embedding' }
    await write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['embedding/*.ts'] }))
    const shared = `overrides:\n  '@coatcheck/shared': file:${tarballs.shared}\n`
    await write('pnpm-workspace.yaml', `hoist: false\nstrictDepBuilds: false\n${shared}`)
    await run('npm', ['exec', '--yes', 'pnpm@12.21.0', '--', 'install'], { cwd })
    await run(process.execPath, [`node_modules/${newest.name}/bin/tsc`, '-p', '.'], { cwd })
    const server = spawn(process.execPath, ['built/server.js'], { cwd })
    try {
      await vi.waitFor(() => fetch(urls.get('embedding')!), { timeout: 30_000, interval: 100 })
      const { stdout } = await run(process.execPath, ['built/save.js'], { cwd })
      expect(stdout).toMatch(/^15000$/m)
    } finally {
      server.kill('SIGTERM')
      await once(server, 'close')
    }
  },
)

test('an app that names no database installs no driver', async () => {
  const installed = await readFile(join(folder.path, 'node_modules/.package-lock.json'), 'utf8')
  for (const driver of ['@duckdb/node-api', 'pg', 'ioredis', 'vega-datasets']) {
    expect(installed).not.toContain(`"node_modules/${driver}"`)
  }
})
