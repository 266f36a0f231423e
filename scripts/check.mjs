import './lib/requireNode.mjs'
import { checks } from './lib/checks.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { runChecks } from './lib/runChecks.mjs'

// `node scripts/check.mjs lint` runs one group of checks, without a name all of them.
const groups = process.argv.slice(2)

await ensureInstalled()
const chosen = checks.filter((check) => groups.length === 0 || groups.includes(check.group))
const failedCount = await runChecks(chosen)
process.exit(failedCount === 0 ? 0 : 1)
