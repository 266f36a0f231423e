import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startProcess, startProduct } from './benchServer.mjs'
import { benchFolder } from './buildBench.mjs'
import { median } from './median.mjs'
import { usualMs, writeWorkload } from './workloadFiles.mjs'

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
      if (start === 0) await writeWorkload('flights', rowCount, file)
      const usual = await startProcess([join(benchFolder, 'usualOverHttp.js')])
      await sleep(idleMs)
      const download = () => usualMs(usual.url, 'exceljs', { file, rows: rowCount })
      runs.usualFirst.push(await download())
      for (let run = 0; run < warmRuns; run += 1) runs.usualWarm.push(await download())
      await usual.stop()
    }
    return { rowCount, ...mapValues(runs, median) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]))
}
