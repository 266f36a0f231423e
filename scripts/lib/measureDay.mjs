import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { URLSearchParams } from 'node:url'
import { receive, startProcess, startProduct } from './benchServer.mjs'
import { benchFolder } from './buildBench.mjs'
import { runNode } from './run.mjs'

const day = { from: '2001-01-01', until: '2001-01-02' }
const starts = 5
const warmRuns = 10
/** A service gets its first request some time after its start. */
const idleMs = 3_000

/**
 * One day of flights as a workbook over HTTP, by the product and by exceljs: milliseconds of the first
 * export after a start and of later ones, medians of several starts.
 */
export async function measureDay() {
  const folder = await mkdtemp(join(tmpdir(), 'coatcheck-day-'))
  try {
    const file = join(folder, 'flights.parquet')
    const runs = { first: [], warm: [], usualFirst: [], usualWarm: [] }
    let rowCount = 0
    for (let start = 0; start < starts; start += 1) {
      const product = await startProduct()
      await sleep(idleMs)
      const first = await product.download(day)
      rowCount = first.rowCount
      runs.first.push(first.lastByteMs)
      for (let run = 0; run < warmRuns; run += 1) {
        runs.warm.push((await product.download(day)).lastByteMs)
      }
      await product.stop()
      if (start === 0) await writeFlights(file, rowCount)
      const usual = await startProcess([join(benchFolder, 'usualOverHttp.js')])
      await sleep(idleMs)
      const query = new URLSearchParams({ file, rows: String(rowCount) })
      const download = async () => {
        const startMs = performance.now()
        const response = await fetch(`${usual.url}/exceljs?${query}`)
        return (await receive(response, startMs)).lastByteMs
      }
      runs.usualFirst.push(await download())
      for (let run = 0; run < warmRuns; run += 1) runs.usualWarm.push(await download())
      await usual.stop()
    }
    return { rowCount, ...mapValues(runs, middleOf) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function writeFlights(file, rowCount) {
  const args = ['flights', String(rowCount), file]
  const { ok, output } = await runNode(join(benchFolder, 'writeWorkload.js'), args)
  if (!ok) throw new Error(`The flights could not be written:\n${output}`)
}

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]))
}

function middleOf(values) {
  return values.toSorted((one, other) => one - other)[values.length >> 1]
}
