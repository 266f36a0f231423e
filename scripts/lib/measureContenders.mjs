import { join } from 'node:path'
import { benchFolder } from './buildBench.mjs'
import { runNode } from './run.mjs'

/** Rows for writers that take them by the million. */
const manyRows = 1_000_000

/** One measurement for each contender, each in a process of its own, one after the other. */
export async function measureContenders(rowCount) {
  const runs = [
    ['exceljs', rowCount],
    ['hucre', rowCount],
    ['sheetjs', rowCount],
    ['plain', rowCount],
    ['coatcheck', rowCount],
    ['plain', manyRows],
    ['coatcheck, one core', manyRows],
    ['coatcheck', manyRows],
    ['csv', manyRows],
  ]
  const measurements = []
  for (const [name, rows] of runs) {
    const args = ['--expose-gc', join(benchFolder, 'measure.js'), name, String(rows)]
    const { ok, output } = await runNode(args[0], args.slice(1))
    if (!ok) throw new Error(`${name} failed:\n${output}`)
    measurements.push(JSON.parse(output.split('\n').at(-1)))
  }
  return measurements
}
