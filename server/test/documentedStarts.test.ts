import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { readConfig } from '../src/service/config/config.ts'
import { documentedStarts } from '../testing/documentedStarts.ts'

const docs = fileURLToPath(new URL('../../docs/', import.meta.url))

const pages = (await readdir(docs, { recursive: true })).filter((name) => name.endsWith('.md'))
const starts = await Promise.all(
  [...pages, '../README.md', '../CONTRIBUTING.md'].map(async (page) =>
    (await documentedStarts(page)).map(({ args, env }) => ({ page, args, env })),
  ),
)

describe('a documented start', () => {
  test('is found on each page about servers', () => {
    const found = new Set(starts.flat().map(({ page }) => page))
    const servers = ['identity.md', 'postgres.md', 'proxy.md', 'redis.md', 'store.md']
    expect([...found]).toEqual(
      expect.arrayContaining([...servers.map((name) => `operations/${name}`), '../README.md']),
    )
  })

  test.each(starts.flat())('of $page, npm $args, lets someone sign in', ({ args, env }) => {
    const config = readConfig(env, args.slice(args[1] === '--' ? 2 : 1))
    expect(config.openId !== undefined || config.demoAccounts).toBe(true)
    if (config.publicBy.length > 0 && config.demoAccounts) {
      expect(config.demoPassword).toBeDefined()
    }
  })
})
