import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { benchFolder } from './buildBench.mjs'
import { root } from './paths.mjs'
import { runNode } from './run.mjs'

const folder = join(root, 'server', 'testing', 'templates')
const rowCount = 1_000_000

/**
 * A million rows into each workbook of Excel, and without one: in turn, each run in a process of its own.
 *
 * @returns medians of the rounds
 */
export async function measureTemplates(rounds) {
  const files = readdirSync(folder).filter((file) => file.endsWith('.xlsx'))
  const measured = []
  for (const file of files) {
    const [filled, plain] = [[], []]
    for (let round = 0; round < rounds; round += 1) {
      filled.push(await measure(file))
      plain.push(await measure(file, '--plain'))
    }
    measured.push({ file, filled: medians(filled), plain: medians(plain) })
  }
  return measured
}

async function measure(file, ...args) {
  const script = join(benchFolder, 'measureTemplate.js')
  const { ok, output } = await runNode('--expose-gc', [
    script,
    folder,
    file,
    String(rowCount),
    ...args,
  ])
  if (!ok) throw new Error(`${file} failed:\n${output}`)
  return JSON.parse(output.split('\n').at(-1))
}

function medians(runs) {
  const middle = (name) =>
    runs.map((run) => run[name]).toSorted((one, other) => one - other)[runs.length >> 1]
  return Object.fromEntries(Object.keys(runs[0]).map((name) => [name, middle(name)]))
}
