import './lib/requireNode.mjs'
import { checks } from './lib/checks.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { runChecks } from './lib/runChecks.mjs'

// `node scripts/check.mjs lint` runs one group of checks, without a name all of them.
const wanted = process.argv.slice(2)

await ensureInstalled()
const chosen = checks.filter(
  ({ groups }) => wanted.length === 0 || wanted.some((group) => groups.includes(group)),
)
const failedCount = await runChecks(chosen)
process.exit(failedCount === 0 ? 0 : 1)
