import './lib/requireNode.mjs'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from './lib/build.mjs'
import { checks } from './lib/checks.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { toolPath } from './lib/paths.mjs'
import { runNodeVisibly } from './lib/run.mjs'
import { runChecks } from './lib/runChecks.mjs'
import { readCounts } from './lib/testCounts.mjs'

// `npm test -- <filter>` is for the one who works on those tests: only they run, on a fresh build.
const filter = process.argv.slice(2)

await ensureInstalled()
let failedCheckCount = filter.length === 0 ? await runChecks(checks) : 0

const failure = await build()
if (failure !== null) {
  console.error(failure)
  failedCheckCount++
}

const folder = mkdtempSync(join(tmpdir(), 'coatcheck-test-'))
const resultFile = join(folder, 'results.json')
const exitCode = await runNodeVisibly(toolPath('vitest'), [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${resultFile}`,
  ...filter,
])
const counts = readCounts(resultFile, exitCode)
rmSync(folder, { recursive: true })

const failed = counts.failed + failedCheckCount
const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''
console.log(`${counts.passed} passed, ${failed} failed${skipped}`)
process.exit(failed === 0 && counts.passed > 0 ? 0 : 1)
