import './lib/requireNode.mjs'
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { build } from './lib/build.mjs'
import { checkTarball } from './lib/checkTarball.mjs'
import { ensureInstalled, pnpm } from './lib/install.mjs'
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
mkdirSync(target, { recursive: true })
const failure = (await build({ packages: true })) ?? (await pack())
if (failure !== null) {
  console.error(failure)
  process.exit(1)
}

/** @returns {Promise<string | null>} what went wrong; null when all is well */
async function pack() {
  const names = ['server', 'shared'].flatMap((name) => ['--filter', `./${name}`])
  const args = ['--yes', pnpm, ...names, 'pack', '--pack-destination', target]
  // npx is a .cmd file on Windows, which only a shell can start.
  const { ok, output } = await runQuietly('npx', args, { shell: process.platform === 'win32' })
  if (!ok) return output
  for (const file of output.split('\n').filter((line) => line.endsWith('.tgz'))) {
    console.log(file)
    const problems = await checkTarball(file)
    if (problems !== null) return problems
  }
  return null
}
