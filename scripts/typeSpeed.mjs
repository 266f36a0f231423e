import './lib/requireNode.mjs'
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { bundleTypes } from './lib/bundleTypes.mjs'
import { generateReportApp } from './lib/generateReportApp.mjs'
import { root } from './lib/paths.mjs'
import { runNode } from './lib/run.mjs'

// `node scripts/typeSpeed.mjs` measures how long the compiler takes for an app with 40 reports of 20
// columns, with the types that the packages contain. An app with one report is measured too: the
// difference is what the reports cost. Name the folders of other checkouts, in which
// `node scripts/bundleTypes.mjs` has run, to measure their types in the same run.
const checkouts = [root, ...process.argv.slice(2).map((folder) => resolve(folder))]
const reportCounts = [1, 40]
const columnCount = 20
const rounds = 3

const compiler = join(root, 'node_modules/typescript/bin/tsc')

/** Below the server, so that the apps find its dependencies. */
const appsFolder = join(root, 'server/node_modules/.cache/typeSpeed')

const compilerOptions = {
  target: 'es2023',
  lib: ['es2023', 'dom'],
  module: 'preserve',
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: ['node'],
  allowImportingTsExtensions: true,
  paths: { '@coatcheck/server': ['./coatcheck/index.d.ts'] },
}

bundleTypes()
rmSync(appsFolder, { recursive: true, force: true })
const apps = checkouts.flatMap((checkout, place) =>
  reportCounts.map((reportCount) => ({
    checkout,
    reportCount,
    folder: writeApp(checkout, `${place}-${reportCount}`, reportCount),
    seconds: [],
  })),
)
// In turns, so that other work on the machine slows all of them.
for (let round = 0; round < rounds; round += 1) {
  for (const app of apps) app.seconds.push(await compileS(app.folder))
}
for (const checkout of checkouts) {
  const [one, many] = apps
    .filter((app) => app.checkout === checkout)
    .map(({ seconds }) => median(seconds))
  console.log(checkout)
  console.log(`  1 report ${one.toFixed(2)} s, 40 reports ${many.toFixed(2)} s`)
  console.log(`  difference ${(many - one).toFixed(2)} s`)
}

function writeApp(checkout, name, reportCount) {
  const folder = join(appsFolder, name)
  mkdirSync(join(folder, 'coatcheck'), { recursive: true })
  cpSync(join(checkout, 'server/dist/library/index.d.ts'), join(folder, 'coatcheck/index.d.ts'))
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
  const sources = generateReportApp({ reportCount, columnCount })
  for (const [file, text] of Object.entries(sources)) writeFileSync(join(folder, file), text)
  return folder
}

async function compileS(folder) {
  const startedMs = performance.now()
  const { ok, output } = await runNode(compiler, ['-p', folder])
  if (!ok) throw new Error(output)
  return (performance.now() - startedMs) / 1000
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}
