import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { packages, root } from './paths.mjs'
import { runQuietly, seconds } from './run.mjs'
import { digestOf, isStamped, removeStamp, stamp } from './stamp.mjs'

export const pnpm = 'pnpm@12.21.0'

const manifests = ['package.json', ...packages.map((name) => `${name}/package.json`)]

/** Installs the dependencies when the lockfile or a manifest changed since the last time. */
export async function ensureInstalled() {
  const wanted = `${process.platform}-${process.arch} ${digestOf([
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    ...manifests,
  ])}`
  if (existsSync(join(root, 'node_modules', '.modules.yaml')) && isStamped('install', wanted)) {
    return
  }

  console.log('Installing the dependencies (about a minute the first time) …')
  const startMs = performance.now()
  removeStamp('install')
  const { ok, output } = await runQuietly('npx', ['--yes', pnpm, 'install', '--frozen-lockfile'], {
    // CI: pnpm asks nothing. It has no terminal to ask on.
    env: { ...process.env, CI: 'true' },
    // npx is a .cmd file on Windows, which only a shell can start.
    shell: process.platform === 'win32',
  })
  if (!ok) {
    console.error(`${output}\n\nThe dependencies could not be installed. ${adviceFor(output)}`)
    process.exit(1)
  }
  stamp('install', wanted)
  console.log(`Installed in ${seconds(startMs)}.`)
}

const network = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET|META_FETCH_FAIL/i

function adviceFor(output) {
  if (/OUTDATED_LOCKFILE/.test(output)) {
    return `pnpm-lock.yaml does not fit the package.json files: run \`npx ${pnpm} install\` and commit it.`
  }
  if (/ENOSPC/.test(output)) return 'The disk is full: free about 1 GB and run the command again.'
  if (/EACCES|EPERM/.test(output)) {
    return `This folder must be writable for you: ${root}`
  }
  if (network.test(output)) {
    return (
      'The npm registry did not answer: check the network connection and proxy ' +
      '(`npm ping` must work), then run the command again.'
    )
  }
  return 'The lines above say why. Fix that and run the command again.'
}
