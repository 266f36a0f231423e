import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { assemblyScript } from './scripts/lib/assemblyScript.mjs'

const unexpectedConsole = path('./scripts/testing/unexpectedConsole.mjs')
const patience = path('./scripts/testing/patience.mjs')
const buildOnce = path('./scripts/testing/buildOnce.mjs')
const ownTemporaryFolder = path('./scripts/testing/ownTemporaryFolder.mjs')

// A server, its workers and a client share the cores as it is; but much of these tests is waiting,
// so that two of them at a time take a third less. Three take more time of the cores.
const afterUnitTests = {
  // A page on a busy machine takes more than Vitest's one second.
  expect: { poll: { timeout: 10_000 } },
  sequence: { groupOrder: 2 },
  maxWorkers: Math.max(2, Math.floor(availableParallelism() / 2)),
}

const unitTestOptions = {
  // Reading the modules again for each file would cost more than its tests.
  isolate: false,
  // Vitest would leave one core to itself, which is half of a machine with two. One more than cores:
  // tests of stores wait for what is to expire.
  maxWorkers: availableParallelism() + 1,
  // Vitest's five seconds are too few for machines that do other things besides.
  testTimeout: 30_000,
}

/** Whole files for `npm run soak` alone. */
const longForms = process.env.SOAK === 'true' ? [] : ['**/*.long.test.ts']

export default defineConfig({
  test: {
    projects: [
      './web/vite.config.ts',
      unitTests('shared'),
      unitTests('server'),
      {
        plugins: [assemblyScript()],
        test: {
          name: 'http',
          root: path('./server'),
          include: ['test/http/**/*.test.ts', 'test/soak/**/*.test.ts'],
          exclude: longForms,
          globalSetup: [buildOnce, ownTemporaryFolder],
          setupFiles: [unexpectedConsole, patience],
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          ...afterUnitTests,
        },
      },
      {
        plugins: [assemblyScript()],
        test: {
          name: 'e2e',
          root: path('./server'),
          include: ['test/e2e/**/*.test.ts'],
          // The files that one process runs share their browser.
          isolate: false,
          exclude: longForms,
          globalSetup: [buildOnce, ownTemporaryFolder],
          setupFiles: [unexpectedConsole, patience],
          testTimeout: 300_000,
          hookTimeout: 60_000,
          ...afterUnitTests,
        },
      },
    ],
  },
})

function unitTests(name) {
  return {
    plugins: [assemblyScript()],
    test: {
      name,
      root: path(`./${name}`),
      include: ['src/**/*.test.ts', 'test/*.test.ts'],
      ...unitTestOptions,
      setupFiles: [unexpectedConsole, patience],
    },
  }
}

function path(relative) {
  return fileURLToPath(new URL(relative, import.meta.url))
}
