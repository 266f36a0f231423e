import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { codeBlocks } from './documentation.ts'
import { temporaryFolder } from './temporaryFolder.ts'

/** Stands in for npm and openssl: tells what npm would be run with, a part between two NULs. */
const preamble = `
  npm() {
    printf 'npm\\0'
    printf 'argument=%s\\0' "$@"
    for name in $(compgen -e); do printf '%s=%s\\0' "$name" "\${!name}"; done
  }
  openssl() { echo 00112233445566778899aabbccddeeff; }
`

/** One call of npm. */
export interface NpmRun {
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
}

/** The calls of `npm start` on a page within docs/, as bash understands them. */
export async function documentedStarts(page: string): Promise<readonly NpmRun[]> {
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
