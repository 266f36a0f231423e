import './lib/requireNode.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { toolPath } from './lib/paths.mjs'
import { runNodeVisibly } from './lib/run.mjs'

// The tests that repeat what only shows in numbers, as often as promised: about an hour.
const filter = process.argv.slice(2)
const repeating = ['test/soak/', 'test/e2e/delivery', 'test/e2e/export', 'test/http/packages']

await ensureInstalled()
process.exit(
  await runNodeVisibly(
    toolPath('vitest'),
    ['run', '--project', 'http', '--project', 'e2e', ...(filter.length > 0 ? filter : repeating)],
    { env: { ...process.env, SOAK: 'true' } },
  ),
)
