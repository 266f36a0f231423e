import './lib/requireNode.mjs'
import { build } from './lib/build.mjs'
import { ensureInstalled } from './lib/install.mjs'

await ensureInstalled()
const failure = await build()
if (failure !== null) {
  console.error(failure)
  process.exit(1)
}

// In this very process: signals reach the server directly and its exit code is ours.
process.setSourceMapsEnabled(true)
await import(new URL('../server/dist/service/main.js', import.meta.url).href)
