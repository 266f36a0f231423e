import { join } from 'node:path'
import { packages, root, toolPath } from './paths.mjs'
import { runNode } from './run.mjs'

const typechecks = packages.map((name) => ({
  group: 'typecheck',
  name: `typecheck ${name}`,
  run: () => runNode(toolPath('vue-tsc'), ['--noEmit', '-p', join(root, name)]),
}))

const lints = [
  {
    group: 'lint',
    name: 'lint',
    run: () => runNode(toolPath('eslint'), ['--max-warnings', '0', '.']),
  },
  {
    group: 'lint',
    name: 'format',
    run: () => runNode(toolPath('oxfmt'), ['--check', '.']),
  },
]

/** Everything that judges the source without running it; `npm test` runs all of it. */
export const checks = [...lints, ...typechecks]
