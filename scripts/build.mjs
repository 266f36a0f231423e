import './lib/requireNode.mjs'
import { build } from './lib/build.mjs'
import { ensureInstalled } from './lib/install.mjs'

await ensureInstalled()
const failure = await build({ force: true, packages: true })
if (failure !== null) {
  console.error(failure)
  process.exit(1)
}
