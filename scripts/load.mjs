import './lib/requireNode.mjs'
import { build } from './lib/build.mjs'
import { ensureInstalled } from './lib/install.mjs'

// Fills the database of DATABASE_URL with the demo data.
await ensureInstalled()
const failure = await build()
if (failure !== null) {
  console.error(failure)
  process.exit(1)
}
const { load } = await import(new URL('../server/dist/service/load.js', import.meta.url).href)
try {
  await load((line) => console.log(line))
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
