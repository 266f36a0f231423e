import { execFile } from 'node:child_process'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readers } from '../../src/formats/testing/readers.ts'
import { isSoak } from '../../testing/soak.ts'
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

const manifest = {
  name: 'consumer',
  private: true,
  type: 'module',
  dependencies: {
    '@coatcheck/server': 'file:coatcheck-server-0.1.0.tgz',
    '@coatcheck/shared': 'file:coatcheck-shared-0.1.0.tgz',
    '@trpc/client': '11.25.2',
    '@trpc/server': '11.25.2',
    '@types/node': '^20.19.0',
    express: '5.3.0',
    ...Object.fromEntries(
      Object.values(compilers).map(({ name, version }) => [name, `npm:typescript@${version}`]),
    ),
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
    outDir: 'built',
    types: ['node'],
  },
  include: ['*.ts'],
}

let folder: TemporaryFolder
beforeAll(async () => {
  folder = await temporaryFolder()
  await buildPackages()
  for (const name of ['server', 'shared']) {
    const args = ['--yes', 'pnpm@12.21.0', 'pack', '--pack-destination', folder.path]
    await run('npx', args, { cwd: join(repository, name) })
  }
  await cp(consumer, folder.path, { recursive: true })
  await writeFile(join(folder.path, 'ownReport.ts'), await codeOf('docs/ownReport.md'))
  await writeFile(join(folder.path, 'package.json'), JSON.stringify(manifest))
  await writeFile(join(folder.path, 'tsconfig.json'), JSON.stringify(project))
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund']
  await run('npm', install, { cwd: folder.path })
}, msMax)
afterAll(() => folder[Symbol.asyncDispose]())

/** A guide followed to the letter: all of its code, one block after the other. */
async function codeOf(guide: string): Promise<string> {
  const text = await readFile(join(repository, guide), 'utf8')
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code).join('\n')
}

async function buildPackages(): Promise<void> {
  const build = `import('./scripts/lib/build.mjs').then(({ build }) => build({ packages: true })).then((failure) => { if (failure) throw new Error(failure) })`
  await run(process.execPath, ['--input-type=module', '-e', build], { cwd: repository })
}

/** What the compiler says, a line for each error. */
async function errorsOf(compiler: string, ...args: string[]): Promise<string[]> {
  const tsc = join(folder.path, 'node_modules', compiler, 'bin', 'tsc')
  const output = await run(process.execPath, [tsc, '-p', '.', ...args], { cwd: folder.path }).then(
    ({ stdout }) => stdout,
    (error: unknown) => (error as { stdout: string }).stdout,
  )
  return output.split('\n').filter((line) => /error TS\d+/.test(line))
}

test.each(Object.entries(compilers))(
  '%s takes what is right, and finds each mistake',
  { timeout: msMax },
  async (_name, { name: compiler }) => {
    expect(await errorsOf(compiler, '--noEmit')).toEqual([])
    const mistakes = await readFile(join(folder.path, 'mistakes.ts'), 'utf8')
    const expected = mistakes.match(/@ts-expect-error/g)!.length
    try {
      const unexpected = mistakes.replaceAll('// @ts-expect-error', '//')
      await writeFile(join(folder.path, 'mistakes.ts'), unexpected)
      expect(await errorsOf(compiler, '--noEmit')).toHaveLength(expected)
    } finally {
      await writeFile(join(folder.path, 'mistakes.ts'), mistakes)
    }
  },
)

test(
  'the installed packages serve a file that another program reads',
  { timeout: msMax },
  async () => {
    expect(await errorsOf(newest.name)).toEqual([])
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
  'whoever follows the guide to a report of their own can load it',
  async () => {
    const load = `import('./built/ownReport.js').then(({ coatcheck }) => coatcheck.close())`
    await run(process.execPath, ['-e', load], { cwd: folder.path })
  },
  msMax,
)

test('an app that names no database installs no driver', async () => {
  const installed = await readFile(join(folder.path, 'node_modules/.package-lock.json'), 'utf8')
  for (const driver of ['@duckdb/node-api', 'pg', 'ioredis', 'vega-datasets']) {
    expect(installed).not.toContain(`"node_modules/${driver}"`)
  }
})
