import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readImportGraph } from '../../scripts/lint/importGraph.mjs'
import { longTest } from '../testing/soak.ts'
import { temporaryFolder, type TemporaryFolder } from '../testing/temporaryFolder.ts'

const run = promisify(execFile)
const repository = fileURLToPath(new URL('../../', import.meta.url))

/** A compiler and a test run, on a machine that does other things as well. */
const msMax = 180_000

let copy: TemporaryFolder

beforeAll(async () => {
  copy = await temporaryFolder()
  const server = join(copy.path, 'server')
  await cp(join(repository, 'server/src'), join(server, 'src'), { recursive: true })
  await cp(join(repository, 'server/testing'), join(server, 'testing'), { recursive: true })
  await cp(join(repository, 'tsconfig.base.json'), join(copy.path, 'tsconfig.base.json'))
  for (const name of ['demo', 'service']) await rm(join(server, 'src', name), { recursive: true })
  await symlink(join(repository, 'server/node_modules'), join(server, 'node_modules'))
  await symlink(join(repository, 'node_modules'), join(copy.path, 'node_modules'))
  const compilerOptions = { lib: ['es2023', 'es2024.string', 'dom'], types: ['node'] }
  const include = ['src', 'testing']
  await writeFile(
    join(server, 'tsconfig.json'),
    JSON.stringify({ extends: '../tsconfig.base.json', compilerOptions, include }),
  )
  await writeFile(join(server, 'vitest.config.mjs'), 'export default {}')
})

afterAll(() => copy[Symbol.asyncDispose]())

/** Files of the drivers, and all that these import. */
function filesOfDrivers(): string[] {
  const graph = readImportGraph(repository)
  const files = new Set([...graph.keys()].filter((path) => path.startsWith('server/src/database/')))
  for (const file of files) for (const imported of graph.get(file) ?? []) files.add(imported)
  // What the copy lacks is reported where it is imported.
  return [...files].filter((path) => existsSync(join(copy.path, path)))
}

test('the drivers compile without the demo and the service', { timeout: msMax }, async () => {
  const files = filesOfDrivers()
  expect(files).toContain('server/src/concurrency/fairSlots.ts')
  const oxlint = join(repository, 'node_modules/oxlint/bin/oxlint')
  const config = join(copy.path, 'types.json')
  await writeFile(config, '{ "categories": { "correctness": "off" } }')
  // The types alone, in a tenth of the time of `tsc`.
  const args = [oxlint, '-c', config, '--type-aware', '--type-check', ...files]
  const { stdout } = await run(process.execPath, args, { cwd: copy.path }).catch((error: unknown) =>
    expect.unreachable((error as { stdout: string }).stdout),
  )
  expect(stdout).toContain(`on ${files.length} files`)
})

longTest('DuckDB passes its contract suite without them', { timeout: msMax }, async () => {
  const vitest = join(repository, 'node_modules/vitest/vitest.mjs')
  const args = ['run', '--reporter=json', 'src/database/duckdb/duckdb.test.ts']
  const { stdout } = await run(process.execPath, [vitest, ...args], {
    cwd: join(copy.path, 'server'),
    maxBuffer: 2 ** 26,
    env: { PATH: process.env.PATH, SOAK: 'true' },
  })
  const { numFailedTests, numPassedTests } = JSON.parse(stdout) as Record<string, number>
  expect(numFailedTests).toBe(0)
  expect(numPassedTests).toBeGreaterThan(30)
})
