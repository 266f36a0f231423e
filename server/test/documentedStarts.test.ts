import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { readConfig } from '../src/service/config/config.ts'
import { codeBlocks } from '../testing/documentation.ts'
import { temporaryFolder } from '../testing/temporaryFolder.ts'

const docs = fileURLToPath(new URL('../../docs/', import.meta.url))

/** Stands in for npm and openssl: tells what npm would be run with, a part between two NULs. */
const preamble = `
  npm() {
    printf 'npm\\0'
    printf 'argument=%s\\0' "$@"
    for name in $(compgen -e); do printf '%s=%s\\0' "$name" "\${!name}"; done
  }
  openssl() { echo 00112233445566778899aabbccddeeff; }
`

interface NpmRun {
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
}

/** The documented starts of a page, as bash understands them. */
async function startsOf(page: string): Promise<readonly NpmRun[]> {
  const blocks = (await codeBlocks(page, 'sh')).filter((block) => block.includes('npm start'))
  await using folder = await temporaryFolder()
  const runs: NpmRun[] = []
  for (const block of blocks) {
    const options = { cwd: folder.path, env: { PATH: process.env.PATH } }
    // With a socket for its input and nothing around it bash takes itself for a remote shell, and
    // would read a .bashrc.
    const args = ['--norc', '-ec', preamble + block]
    const { stdout } = await promisify(execFile)('bash', args, options)
    runs.push(...stdout.split('npm\0').slice(1).map(npmRun))
  }
  return runs.filter(({ args }) => args[0] === 'start')
}

function npmRun(told: string): NpmRun {
  const parts = told
    .split('\0')
    .slice(0, -1)
    .map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)] as const)
  return {
    args: parts.filter(([name]) => name === 'argument').map(([, value]) => value),
    env: Object.fromEntries(parts.filter(([name]) => name !== 'argument')),
  }
}

const pages = (await readdir(docs, { recursive: true })).filter((name) => name.endsWith('.md'))
const starts = await Promise.all(
  [...pages, '../README.md', '../CONTRIBUTING.md'].map(async (page) =>
    (await startsOf(page)).map(({ args, env }) => ({ page, args, env })),
  ),
)

describe('a documented start', () => {
  test('is found on each page about servers', () => {
    const found = new Set(starts.flat().map(({ page }) => page))
    const servers = ['identity.md', 'postgres.md', 'proxy.md', 'redis.md']
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
