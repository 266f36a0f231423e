import './lib/requireNode.mjs'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from './lib/build.mjs'
import { changedRuns } from './lib/changedTests.mjs'
import { checks } from './lib/checks.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { toolPath } from './lib/paths.mjs'
import { runNodeVisibly } from './lib/run.mjs'
import { runChecks } from './lib/runChecks.mjs'
import { readCounts } from './lib/testCounts.mjs'

// `npm test -- tickets` runs the test files of that name and no checks, for work on those tests.
// `npm test -- --changed [commit]` runs the checks, and the tests that a change touches.
const [first, ...rest] = process.argv.slice(2)
const isChanged = first === '--changed'
const filter = isChanged || first === undefined ? [] : [first, ...rest]

await ensureInstalled()
let failed = filter.length === 0 ? await runChecks(checks) : 0

const failure = await build()
if (failure !== null) {
  console.error(failure)
  failed += 1
}

let [passed, skipped] = [0, 0]
for (const args of isChanged ? changedRuns(rest[0]) : [filter]) {
  const counts = await runTests(args)
  passed += counts.passed
  failed += counts.failed
  skipped += counts.skipped
}

console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exit(failed === 0 && (passed > 0 || isChanged) ? 0 : 1)

async function runTests(args) {
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-test-'))
  const resultFile = join(folder, 'results.json')
  const exitCode = await runNodeVisibly(toolPath('vitest'), [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${resultFile}`,
    ...args,
  ])
  const counts = readCounts(resultFile, exitCode)
  rmSync(folder, { recursive: true })
  return counts
}
