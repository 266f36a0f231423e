import { join } from 'node:path'
import { cycleMessage, importCycles } from '../lint/importCycles.mjs'
import { plainWordMessages } from '../lint/plainWords.mjs'
import { packages, root, toolPath } from './paths.mjs'
import { runNode } from './run.mjs'

const cacheFolder = join(root, 'node_modules', '.cache', 'coatcheck')

/** The native compiler cannot read components yet, and takes a third of the time. */
const compilerOf = (name) => (name === 'web' ? toolPath('vue-tsc') : toolPath('tsc', 'typescript7'))

const typechecks = packages.map((name) => ({
  group: 'typecheck',
  name: `typecheck ${name}`,
  run: () =>
    runNode(compilerOf(name), [
      '--noEmit',
      ...['--incremental', '--tsBuildInfoFile', join(cacheFolder, `${name}.tsbuildinfo`)],
      ...['-p', join(root, name)],
    ]),
}))

// A file that has not changed is not linted again here. Its types may have changed by way of
// another file; a fresh clone, and so CI, lints everything.
const lintCache = ['--cache', '--cache-strategy', 'content', '--cache-location']

const lints = [
  {
    group: 'lint',
    name: 'lint',
    run: () =>
      runNode(toolPath('eslint'), [
        ...['--max-warnings', '0'],
        ...[...lintCache, join(cacheFolder, 'eslint.json')],
        '.',
      ]),
  },
  {
    group: 'lint',
    name: 'format',
    run: () => runNode(toolPath('oxfmt'), ['--check', '.']),
  },
  {
    group: 'lint',
    name: 'import cycles',
    run: findImportCycles,
  },
  {
    group: 'lint',
    name: 'plain words',
    run: async () => outcome(plainWordMessages(root)),
  },
]

/** Loaded late, because this file is read before anything is installed. */
async function findImportCycles() {
  const { readImportGraph } = await import('../lint/importGraph.mjs')
  return outcome(importCycles(readImportGraph(root)).map(cycleMessage))
}

function outcome(messages) {
  return { ok: messages.length === 0, output: messages.join('\n') }
}

/** Everything that judges the source without running it; `npm test` runs all of it. */
export const checks = [...lints, ...typechecks]
