import { join } from 'node:path'
import { cycleMessage, importCycles } from '../lint/importCycles.mjs'
import { plainWordMessages } from '../lint/plainWords.mjs'
import { root, toolPath } from './paths.mjs'
import { runNode } from './run.mjs'

const cacheFolder = join(root, 'node_modules', '.cache', 'coatcheck')

/** One program for both: the types of all TypeScript files, and the lint rules that need types. */
const typesAndTypedLint = {
  groups: ['typecheck', 'lint'],
  name: 'types, and lint with types',
  run: () =>
    runNode(toolPath('oxlint'), [
      ...['--type-aware', '--type-check', '--report-unused-disable-directives'],
      ...['--deny-warnings', '--format', 'unix'],
    ]),
}

/** Components, which no other compiler can read. */
const typesOfComponents = {
  groups: ['typecheck'],
  name: 'types of components',
  run: () =>
    runNode(toolPath('vue-tsc'), [
      ...['--noEmit', '--incremental'],
      ...['--tsBuildInfoFile', join(cacheFolder, 'web.tsbuildinfo')],
      ...['-p', join(root, 'web')],
    ]),
}

// A file that has not changed is not linted again here. Its types may have changed by way of
// another file, which matters to components alone; a fresh clone, and so CI, lints everything.
const lintCache = ['--cache', '--cache-strategy', 'content', '--cache-location']

const lints = [
  {
    groups: ['lint'],
    name: 'lint',
    run: () =>
      runNode(toolPath('eslint'), [
        ...['--max-warnings', '0'],
        ...[...lintCache, join(cacheFolder, 'eslint.json')],
        '.',
      ]),
  },
  {
    groups: ['lint'],
    name: 'format',
    run: () => runNode(toolPath('oxfmt'), ['--check', '.']),
  },
  {
    groups: ['lint'],
    name: 'import cycles',
    run: findImportCycles,
  },
  {
    groups: ['lint'],
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
export const checks = [typesAndTypedLint, typesOfComponents, ...lints]
