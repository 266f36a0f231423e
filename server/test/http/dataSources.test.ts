import { readFile } from 'node:fs/promises'
import type { AnyReport } from '@coatcheck/server'
import { expect, test } from 'vitest'
import { describeDataSources } from '../../testing/dataSource.contract.ts'
import { namedBlocks } from '../../testing/documentation.ts'
import { times } from '../../testing/soak.ts'

// The recipes whose libraries are installed here; soak/prisma.long.test.ts installs Prisma.

test.each(['sales.ts', 'kysely.ts', 'drizzle.ts'])(
  'the documentation has %s as it is tested',
  async (name) => {
    const blocks = await namedBlocks('dataSources.md', ['ts'])
    const file = new URL(`../dataSources/${name}`, import.meta.url)
    expect(blocks.get(name)).toBe(await readFile(file, 'utf8'))
  },
)

describeDataSources(times(60_000, 1_000_000), {
  async kysely() {
    const { report, db } = await import('../dataSources/kysely.ts')
    return { report: report as AnyReport, close: () => db.destroy() }
  },
  async drizzle() {
    const { report, pool } = await import('../dataSources/drizzle.ts')
    return { report: report as AnyReport, close: () => pool.end() }
  },
})
