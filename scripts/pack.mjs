import './lib/requireNode.mjs'
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from './lib/build.mjs'
import { checkTarball } from './lib/checkTarball.mjs'
import { ensureInstalled, pnpm } from './lib/install.mjs'
import { root } from './lib/paths.mjs'
import { runQuietly } from './lib/run.mjs'

// `npm run pack -- FOLDER` builds the packages that other apps install, as tarballs in FOLDER, and
// checks them.
const [folder] = process.argv.slice(2)
if (folder === undefined) {
  console.error('Name a folder for the packages: npm run pack -- ../my-app')
  process.exit(2)
}
// npm runs scripts in the root; the path is relative to where the person is.
const target = resolve(process.env.INIT_CWD ?? process.cwd(), folder)

await ensureInstalled()
let failure = await build({ packages: true })
mkdirSync(target, { recursive: true })
for (const name of ['server', 'shared']) {
  failure ??= await pack(name)
}
if (failure !== null) {
  console.error(failure)
  process.exit(1)
}

/** @returns {Promise<string | null>} what went wrong; null when all is well */
async function pack(name) {
  const args = ['--yes', pnpm, 'pack', '--pack-destination', target]
  const { ok, output } = await runQuietly('npx', args, {
    cwd: join(root, name),
    // npx is a .cmd file on Windows, which only a shell can start.
    shell: process.platform === 'win32',
  })
  if (!ok) return output
  const file = output.split('\n').at(-1)
  console.log(file)
  return checkTarball(file)
}
