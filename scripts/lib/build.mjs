import { statSync } from 'node:fs'
import { join } from 'node:path'
import { demoFiles } from './copiedFiles.mjs'
import { overBudget } from './pageBudget.mjs'
import { root, toolPath } from './paths.mjs'
import { runNode, seconds } from './run.mjs'
import { digestOf, isStamped, stamp } from './stamp.mjs'

const common = ['pnpm-lock.yaml', 'tsconfig.base.json', 'shared/package.json', 'shared/src']

const serverInputs = [
  'server/package.json',
  'server/vite.config.ts',
  'server/src',
  'scripts/lib/assemblyScript.mjs',
  'scripts/lib/copiedFiles.mjs',
]

const targets = [
  // The page takes types from the server but never a value, so it needs no rebuild with it.
  { name: 'web', inputs: [...common, 'web'], outputs: ['web/dist/index.html'], check: overBudget },
  {
    name: 'library',
    folder: 'server',
    inputs: [...common, ...serverInputs],
    outputs: ['server/dist/library/index.js', 'server/dist/library/segmentWorker.js'],
  },
  {
    name: 'service',
    folder: 'server',
    args: ['--config', 'vite.service.config.ts'],
    inputs: [...common, ...serverInputs, 'server/vite.service.config.ts'],
    outputs: [
      'server/dist/service/main.js',
      'server/dist/service/exportWorker.js',
      ...Object.keys(demoFiles).map((file) => `server/dist/service/${file}`),
    ],
  },
  {
    name: 'demo data',
    inputs: [
      'pnpm-lock.yaml',
      'server/src/demo/demoData.ts',
      'server/src/demo/makeDemoDatabase.ts',
    ],
    outputs: ['server/dist/demo/demo.duckdb'],
    command: ['server/dist/service/makeDemo.js', 'server/dist/demo/demo.duckdb'],
  },
  {
    name: 'shared',
    inputs: [...common, 'shared/vite.config.ts'],
    outputs: ['shared/dist/index.js', 'shared/dist/client.js', 'shared/dist/cli.js'],
  },
]

/** What else the packages hold that other apps install; the service itself runs without it. */
const packageTargets = [
  {
    name: 'types',
    inputs: [
      ...common,
      ...['server/package.json', 'server/tsconfig.types.json', 'server/src'],
      'scripts/lib/bundleTypes.mjs',
    ],
    outputs: [
      'shared/dist/index.d.ts',
      'shared/dist/client.d.ts',
      'server/dist/library/index.d.ts',
      'server/dist/library/service.d.ts',
    ],
    command: ['scripts/bundleTypes.mjs'],
  },
]

/**
 * Builds what changed since the last build; everything with `force`, and with `packages` also what
 * only those need who install them elsewhere.
 *
 * @returns {Promise<string | null>} what the failed build printed; null when all is well.
 */
export async function build({ force = false, packages = false } = {}) {
  for (const target of packages ? [...targets, ...packageTargets] : targets) {
    const inputs = digestOf(target.inputs)
    if (!force && isStamped(target.name, stampOf(inputs, target))) continue

    const startMs = performance.now()
    const { folder = target.name, args = [] } = target
    const vite = [toolPath('vite'), 'build', '--logLevel', 'warn', ...args]
    const [script, ...rest] = target.command ?? vite
    const { ok, output } = await runNode(script, rest, {
      cwd: target.command ? root : join(root, folder),
      // A build is for production whatever the mode of the one who asks, such as a test run.
      env: { ...process.env, NODE_ENV: 'production' },
    })
    if (!ok) return `${output}\n\n${target.name} could not be built; the lines above say why.`
    const objection = target.check?.() ?? null
    if (objection !== null) return objection
    stamp(target.name, stampOf(inputs, target))
    console.log(`Built ${target.name} in ${seconds(startMs)}.`)
  }
  return null
}

/** Outputs are part of the stamp: someone may have built by hand, or removed dist/, in between. */
function stampOf(inputs, { outputs }) {
  const times = outputs.map(
    (path) => statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 'missing',
  )
  return [inputs, ...times].join(' ')
}
