import './lib/requireNode.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { testsWithLongForms } from './lib/longForms.mjs'
import { toolPath } from './lib/paths.mjs'
import { runNodeVisibly } from './lib/run.mjs'

// The tests that repeat what only shows in numbers, as often as promised: about an hour.
const filter = process.argv.slice(2)
const projects = ['http', 'e2e', 'server'].flatMap((name) => ['--project', name])

await ensureInstalled()
process.env.SOAK = 'true'
// With this variable ESLint has all its rules that need types, also those that oxlint has.
const lintCode =
  filter.length > 0 ? 0 : await runNodeVisibly(toolPath('eslint'), ['--max-warnings', '0', '.'])
const testCode = await runNodeVisibly(toolPath('vitest'), [
  'run',
  ...projects,
  ...(filter.length > 0 ? filter : testsWithLongForms()),
])
process.exit(lintCode === 0 ? testCode : lintCode)
