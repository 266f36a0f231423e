import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ESLint } from 'eslint'
import { describe, expect, test } from 'vitest'
import typescript from 'typescript-eslint'
import { cycleMessage, importCycles } from '../../scripts/lint/importCycles.mjs'
import { importsOf, readImportGraph } from '../../scripts/lint/importGraph.mjs'
import { messagesFor as wordsIn } from '../../scripts/lint/plainWords.mjs'
import { longTest } from '../testing/soak.ts'
import { temporaryFolder } from '../testing/temporaryFolder.ts'

const cwd = fileURLToPath(new URL('../../', import.meta.url))

const eslint = new ESLint({
  cwd,
  // The snippets are not on the disk, so there are no types to be had for them.
  overrideConfig: typescript.configs.disableTypeChecked,
})

async function messagesFor(filePath: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath })
  return result!.messages.map(({ ruleId, message }) => `${ruleId}: ${message}`)
}

interface Wall {
  readonly rule: string
  readonly file: string
  readonly code: string
}

const walls: readonly Wall[] = [
  {
    rule: 'walls/shared-stands-alone',
    file: 'shared/src/demo/snippet.ts',
    code: "import { app } from '../../../server/src/service/app.ts'\nvoid app",
  },
  {
    rule: 'walls/shared-stands-alone',
    file: 'shared/src/snippet.ts',
    code: "import type { AppRouter } from '@coatcheck/server'\nexport type Router = AppRouter",
  },
  {
    rule: 'walls/shared-needs-only-zod',
    file: 'shared/src/snippet.ts',
    code: "import { readFile } from 'node:fs'\nvoid readFile",
  },
  {
    rule: 'walls/formats-know-rows-and-bytes',
    file: 'server/src/formats/csv/snippet.ts',
    code: "import type { Database } from '../../database/database.ts'\nexport type D = Database",
  },
  {
    rule: 'walls/formats-know-rows-and-bytes',
    file: 'server/src/formats/snippet.ts',
    code: "export const store = await import('../tickets/memoryTicketStore.ts')",
  },
  {
    rule: 'walls/formats-do-not-know-each-other',
    file: 'server/src/formats/encoder.ts',
    code: "import type { D } from './xlsx/workbookDesign.ts'\nexport type E = D",
  },
  {
    rule: 'walls/formats-do-not-know-each-other',
    file: 'server/src/formats/csv/snippet.ts',
    code: "import type { D } from '../xlsx/workbookDesign.ts'\nexport type E = D",
  },
  {
    rule: 'walls/library-knows-no-framework',
    file: 'server/src/download/snippet.ts',
    code: "import type { Request } from 'express'\nexport type Asked = Request",
  },
  {
    rule: 'walls/formats-know-no-http',
    file: 'server/src/formats/snippet.ts',
    code: "import http from 'node:http'\nvoid http",
  },
  ...['formats/encoder.ts', 'download/downloadRoute.ts', 'trpc/init.ts', 'database/duckdb.ts'].map(
    (path) => ({
      rule: 'walls/tickets-know-stores-and-time',
      file: 'server/src/tickets/snippet.ts',
      code: `import { something } from '../${path}'\nvoid something`,
    }),
  ),
  {
    rule: 'walls/database-runs-any-query',
    file: 'server/src/database/snippet.ts',
    code: "import { catalogue } from '../reports/catalogue.ts'\nvoid catalogue",
  },
  {
    rule: 'walls/web-takes-only-types-from-server',
    file: 'web/src/api/snippet.ts',
    code: "import { appRouter } from '@coatcheck/server'\nvoid appRouter",
  },
  {
    rule: 'walls/web-leaves-server-files-alone',
    file: 'web/src/api/snippet.ts',
    code: "import type { Config } from '../../../server/src/service/config/config.ts'\nexport type C = Config",
  },
  {
    rule: 'walls/library-knows-no-service',
    file: 'server/src/download/snippet.ts',
    code: "import type { Config } from '../service/config/config.ts'\nexport type C = Config",
  },
  {
    rule: 'walls/library-knows-no-service',
    file: 'server/src/snippet.ts',
    code: "export const reports = await import('./demo/demoReports.ts')",
  },
  {
    rule: 'walls/demo-uses-the-public-index',
    file: 'server/src/demo/snippet.ts',
    code: "import { sql } from '../reports/condition.ts'\nvoid sql",
  },
  {
    rule: 'walls/server-knows-no-page',
    file: 'server/src/snippet.ts',
    code: "import { router } from '../../web/src/router.ts'\nvoid router",
  },
  {
    rule: 'walls/driver-knows-duckdb',
    file: 'server/src/reports/snippet.ts',
    code: "import { DuckDBInstance } from '@duckdb/node-api'\nvoid DuckDBInstance",
  },
  {
    rule: 'walls/driver-knows-postgres',
    file: 'server/src/database/duckdb/duckdb.ts',
    code: "import { Pool } from 'pg'\nvoid Pool",
  },
  {
    rule: 'walls/redis-files-know-redis',
    file: 'server/src/tickets/memoryTicketStore.ts',
    code: "import { Redis } from 'ioredis'\nvoid Redis",
  },
  {
    rule: 'walls/s3-files-know-s3',
    file: 'server/src/spool/fileStore.ts',
    code: "import { S3Client } from '@aws-sdk/client-s3'\nvoid S3Client",
  },
  {
    rule: 'walls/xlsx-knows-exceljs',
    file: 'server/src/reports/snippet.ts',
    code: "import { Workbook } from 'exceljs'\nvoid Workbook",
  },
]

test.each(walls)('$file: $rule', async ({ rule, file, code }) => {
  expect(await messagesFor(file, code)).toEqual([expect.stringContaining(`${rule}: `)])
})

describe('what may pass', () => {
  test.each([
    ['web/src/api/snippet.ts', "import type { R } from '@coatcheck/server'\nexport type S = R"],
    [
      'server/src/reports/snippet.ts',
      "import type { Style } from 'exceljs'\nexport type S = Style",
    ],
    [
      'server/src/database/duckdb/duckdb.ts',
      "import { DuckDBInstance as I } from '@duckdb/node-api'\nvoid I",
    ],
    ['server/src/database/postgres/postgres.ts', "import { Pool } from 'pg'\nvoid Pool"],
    ['server/src/formats/xlsx/snippet.ts', "import { Workbook } from 'exceljs'\nvoid Workbook"],
    [
      'server/src/formats/xlsx/snippet.ts',
      "import type { B } from '../../columnBatch.ts'\nexport type C = B",
    ],
    ['shared/src/snippet.ts', "import { z } from 'zod'\nvoid z"],
    ['server/src/service/config/config.ts', 'export const port = process.env.PORT'],
    ['web/vite.config.ts', 'export default {}'],
    ['shared/src/index.ts', "export { flights } from './reports/flights.ts'"],
    ['server/src/service/main.ts', "console.log('http://localhost:3000')"],
    ['server/src/snippet.ts', 'export const f = (a: { b: 1 }) => ({ ...a, ...(a.b && { c: 2 }) })'],
    ['server/src/snippet.test.ts', 'test.each([[1]])("%i", () => {})'],
  ])('%s: %s', async (file, code) => {
    expect(await messagesFor(file, code)).toEqual([])
  })
})

describe('taste', () => {
  test.each([
    [
      'server/src/snippet.ts',
      'export const port = process.env.PORT',
      'server/src/service/config/config.ts only',
    ],
    ['server/src/snippet.ts', 'export default 1', 'Use a named export'],
    ['server/src/snippet.ts', "export { a } from './a.ts'", 'Import from the file that has it'],
    ['shared/src/index.ts', "export * from './a.ts'", 'Name what is exported'],
    ['server/src/snippet.ts', "console.log('here')", 'no-console'],
    [
      'server/src/snippet.ts',
      'export function f(a: 1, b: 2, c: 3, d: 4, e: 5): unknown {\n  return [a, b, c, d, e]\n}',
      'max-params',
    ],
    ['server/src/SnipPet.ts', 'export const a = 1', 'check-file/filename-naming-convention'],
    ['server/src/snippet.ts', 'export const a = { ...{ b: 1 }, c: 2 }', 'Write the properties out'],
    [
      'web/src/api/snippet.test.ts',
      'export const a = [...[1], ...[2]].map((each) => each)',
      'Name',
    ],
    ['server/src/snippet.ts', 'export function f(each: number) {\n  return each\n}', 'Name it'],
    ['shared/src/snippet.ts', 'for (const each of [1]) void each', 'Name it after what it holds'],
    ['shared/src/snippet.ts', 'export type F = (each: string) => void', 'Name it'],
    ['server/src/snippet.ts', 'export const f = ({ a: each }: { a: 1 }) => each', 'Name it'],
    [
      'web/src/pages/SnippetPage.vue',
      '<script setup lang="ts"></script>\n\n<template><b v-for="each in 3" :key="each" /></template>',
      'Name it',
    ],
    [
      'web/src/pages/snipPet.vue',
      '<script setup lang="ts"></script>\n\n<template><p>Hello</p></template>',
      'check-file/filename-naming-convention',
    ],
    [
      'web/src/pages/SnippetPage.vue',
      '<script setup lang="ts"></script>\n\n<template><img src="/a.png" /></template>',
      'vuejs-accessibility/alt-text',
    ],
  ])('%s: %s', async (file, code, wanted) => {
    expect(await messagesFor(file, code)).toEqual([expect.stringContaining(wanted)])
  })
})

describe('rules that need types', () => {
  // With `npm run soak` ESLint checks it in TypeScript files, too.
  const onlyInEslint = ['no-unsafe-class-instance-assignment']

  interface OxlintConfig {
    rules: Record<string, unknown>
    overrides: { files: string[]; rules: Record<string, string> }[]
  }

  async function oxlintConfig(): Promise<OxlintConfig> {
    const text = await readFile(join(cwd, '.oxlintrc.json'), 'utf8')
    return JSON.parse(text.replace(/^\s*\/\/.*$/gm, '')) as OxlintConfig
  }

  /** Those of components, which ESLint checks with types always. */
  async function typedRules(): Promise<[name: string, options: unknown[]][]> {
    const config = (await new ESLint({ cwd }).calculateConfigForFile(
      'web/src/pages/SnippetPage.vue',
    )) as { rules: Record<string, [severity: number, ...options: unknown[]]> }
    const typed = Object.keys(typescript.configs.disableTypeChecked.rules!)
    return typed
      .filter((rule) => config.rules[rule]?.[0] === 2)
      .map((rule) => [rule.replace('@typescript-eslint/', ''), config.rules[rule]!.slice(1)])
  }

  test('are on in oxlint, with the options that they have in ESLint', async () => {
    const { rules } = await oxlintConfig()
    const wanted = (await typedRules()).filter(([name]) => !onlyInEslint.includes(name))
    expect(wanted.length).toBeGreaterThan(45)
    expect(rules).toEqual(
      Object.fromEntries(
        wanted.map(([name, options]) => [
          `typescript/${name}`,
          options.length === 0 ? 'error' : ['error', ...options],
        ]),
      ),
    )
  })

  test('are off only in tests and in what is wrong on purpose', async () => {
    const { overrides } = await oxlintConfig()
    expect(overrides.flatMap(({ rules }) => Object.keys(rules))).toEqual([
      'typescript/unbound-method',
      'typescript/no-unsafe-call',
      'typescript/no-unsafe-member-access',
    ])
  })

  longTest('are on in ESLint with `npm run soak`', async () => {
    const config = (await new ESLint({ cwd }).calculateConfigForFile(
      'server/src/service/main.ts',
    )) as { rules: Record<string, unknown> }
    for (const [name] of await typedRules()) {
      expect([name, config.rules[`@typescript-eslint/${name}`]]).toEqual([
        name,
        expect.arrayContaining([2]),
      ])
    }
  })

  test('a floating promise is reported', { timeout: 60_000 }, async () => {
    await using folder = await temporaryFolder()
    const file = join(folder.path, 'snippet.ts')
    await writeFile(file, 'async function f(): Promise<void> {}\nf()\n')
    await writeFile(join(folder.path, 'tsconfig.json'), '{ "include": ["*.ts"] }')
    const config = join(cwd, '.oxlintrc.json')
    const oxlint = join(cwd, 'node_modules/oxlint/bin/oxlint')
    const run = promisify(execFile)(process.execPath, [oxlint, '-c', config, '--type-aware', file])
    await expect(run).rejects.toMatchObject({
      stdout: expect.stringContaining('no-floating-promises') as string,
    })
  })
})

describe('import cycles', () => {
  const graph = (...edges: string[]) => {
    const files = new Map<string, string[]>()
    for (const edge of edges) {
      const [from, to] = edge.split('>') as [string, string]
      files.set(from, [...(files.get(from) ?? []), to])
    }
    return files
  }

  // `npm test` looks for them among its checks.
  longTest('there are none', { timeout: 60_000 }, () => {
    expect(importCycles(readImportGraph(cwd)).map(cycleMessage)).toEqual([])
  })

  test('each is found once, by its shortest way', () => {
    expect(importCycles(graph('a>b', 'b>c', 'c>a', 'b>a', 'c>d'))).toEqual([
      ['a', 'b'],
      ['c', 'a', 'b'],
    ])
    expect(importCycles(graph('a>b', 'b>c', 'c>d', 'd>b'))).toEqual([['b', 'c', 'd']])
    expect(importCycles(graph('a>a'))).toEqual([['a']])
    expect(importCycles(graph('a>b', 'a>c', 'b>d', 'c>d'))).toEqual([])
  })

  test('are told with what to do instead', () => {
    expect(cycleMessage(['a.ts', 'b.ts'])).toContain('a.ts → b.ts → a.ts')
    expect(cycleMessage(['a.ts', 'b.ts'])).toContain('a file that imports neither')
  })

  const entries = new Map([['@coatcheck/shared/demo', 'shared/src/demo/index.ts']])

  test.each([
    ["import { a } from './a.ts'", 'web/src/a.ts'],
    ["import type { A } from '../a.ts'", 'web/a.ts'],
    ["export { a } from './a.ts'", 'web/src/a.ts'],
    ["export type A = import('./a.ts').A", 'web/src/a.ts'],
    ["const a = await import('./a.ts')", 'web/src/a.ts'],
    ["import './a.ts'", 'web/src/a.ts'],
    ["import { flights } from '@coatcheck/shared/demo'", 'shared/src/demo/index.ts'],
  ])('of %s go through %s', (code, imported) => {
    expect(importsOf('web/src/b.ts', code, entries)).toEqual([imported])
    const component = `<script setup lang="ts">\n${code}\n</script>\n<template>import</template>`
    expect(importsOf('web/src/B.vue', component, entries)).toEqual([imported])
  })

  test('of comments and texts are none', () => {
    const code = "// import './a.ts'\nconst text = \"import './b.ts'\""
    expect(importsOf('web/src/b.ts', code, entries)).toEqual([])
  })
})

describe('words of translated prose', () => {
  // In two parts, because this file is checked too.
  test.each([
    ['who', 'ever', 'anyone who'],
    ['No', 'body', 'no one'],
    ['an', 'ew', 'again'],
    ['men', 'ding', 'fix'],
    ['sh', 'all', 'must or will'],
    ['such a', ' one', 'the noun itself'],
    ["one's", ' own', 'its own'],
    ['by the', ' way of', 'through'],
  ])('%s%s is reported with plain English', (start, end, instead) => {
    const [message, ...others] = wordsIn('a.md', `First line.\nHere is ${start}${end} in a text.`)
    expect(message).toBe(`a.md:2: "${start}${end}" → ${message!.split('→ ')[1]}`)
    expect(message).toContain(instead)
    expect(others).toEqual([])
  })

  test('parts of other words are not', () => {
    expect(wordsIn('a.ts', 'recommend amendment marshalled by the way')).toEqual([])
  })
})
