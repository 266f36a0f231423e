import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { AnyReport } from '@coatcheck/server'
import { afterAll, beforeAll, describe } from 'vitest'
import { describeDataSources } from '../../testing/dataSource.contract.ts'
import { codeBlocks, namedBlocks, withValues } from '../../testing/documentation.ts'
import { packInto } from '../../testing/packInto.ts'
import { noPostgres } from '../../testing/postgresServer.ts'
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporaryFolder.ts'

// Prisma, as docs/dataSources.md shows it: its command, which brings 330 MB, is installed beside
// our tarballs.

const run = promisify(execFile)
const msMax = 600_000

/** Runs on Node 20.19 to 24. */
const prismaVersion = '7.10.0'

const env = {
  ...process.env,
  // Only migrations need this engine. Without a path, npm and Prisma download one from elsewhere.
  PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  CHECKPOINT_DISABLE: '1',
  npm_config_prefer_offline: 'true',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
}

const libraries = {
  '@trpc/server': '11.25.2',
  '@types/node': '^20.19.0',
  typescript: '6.0.3',
  zod: '4.6.7',
}

const project = {
  compilerOptions: {
    target: 'es2023',
    module: 'nodenext',
    strict: true,
    skipLibCheck: true,
    rewriteRelativeImportExtensions: true,
    outDir: 'built',
    types: ['node'],
  },
  include: ['*.ts'],
}

interface PrismaModule {
  readonly report: AnyReport
  readonly prisma: { $disconnect(): Promise<void> }
}

describe.skipIf(noPostgres)('Prisma', () => {
  let folder: TemporaryFolder
  beforeAll(async () => {
    folder = await temporaryFolder()
    const dependencies = { ...(await packInto(folder.path)), ...libraries }
    await write('package.json', JSON.stringify({ private: true, type: 'module', dependencies }))
    await write('tsconfig.json', JSON.stringify(project))
    const blocks = await namedBlocks('dataSources.md', ['ts', 'prisma'])
    for (const name of ['sales.ts', 'schema.prisma', 'prisma.ts']) {
      await write(name, blocks.get(name)!)
    }
    const commands = (await codeBlocks('dataSources.md', 'sh')).join('')
    const pinned = withValues(commands, { '@7': `@${prismaVersion}` })
    const options = { cwd: folder.path, env }
    await run('bash', ['-euc', pinned], options)
    await run(process.execPath, ['node_modules/typescript/bin/tsc'], options)
  }, msMax)
  afterAll(() => folder[Symbol.asyncDispose]())

  const write = (name: string, text: string) => writeFile(join(folder.path, name), text)

  describeDataSources(1_000_000, {
    async prisma() {
      const { href } = pathToFileURL(join(folder.path, 'built/prisma.js'))
      const { report, prisma } = (await import(/* @vite-ignore */ href)) as PrismaModule
      return { report, close: () => prisma.$disconnect() }
    },
  })
})
