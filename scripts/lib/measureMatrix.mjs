import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProcess, startProduct } from './benchServer.mjs'
import { benchFolder } from './buildBench.mjs'
import { median } from './median.mjs'
import { settledBytes, watchMemory } from './processUse.mjs'
import { copyMs, usualMs, writeWorkload } from './workloadFiles.mjs'

/** The product's rows, and fewer for writers that take longer. */
export const workloads = [
  { name: 'flights', rowCount: 1_000_000, usualRows: 50_000 },
  { name: 'orders', rowCount: 1_000_000, usualRows: 50_000 },
  { name: 'wide', rowCount: 100_000, usualRows: 5_000 },
  { name: 'numbers', rowCount: 1_000_000, usualRows: 50_000 },
  { name: 'notes', rowCount: 300_000, usualRows: 30_000 },
]

/**
 * Each workload from a Parquet file over HTTP, in turn: the product as XLSX and CSV, exceljs, hucre, and
 * DuckDB's COPY. Rows a second, medians of the rounds, and the ratios within each round.
 */
export async function measureMatrix(say, { rounds, names, rowsMax = Infinity }) {
  const folder = await mkdtemp(join(tmpdir(), 'coatcheck-matrix-'))
  try {
    const measured = []
    for (const workload of workloads) {
      if (!names.includes(workload.name)) continue
      say(`Measuring ${workload.name} …`)
      const rowCount = Math.min(workload.rowCount, rowsMax)
      const usualRows = Math.min(workload.usualRows, rowsMax)
      measured.push(
        await measureWorkload({ name: workload.name, rowCount, usualRows }, folder, rounds),
      )
    }
    return measured
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function measureWorkload({ name, rowCount, usualRows }, folder, rounds) {
  const file = join(folder, `${name}.parquet`)
  await writeWorkload(name, rowCount, file)
  const usual = await startProcess([join(benchFolder, 'usualOverHttp.js')])
  const product = await startProduct({}, ['--data', file])
  try {
    const download = (writer) => usualMs(usual.url, writer, { file, rows: usualRows })
    const runs = { xlsx: [], csv: [], exceljs: [], hucre: [], copy: [] }
    const idleBytes = await settledBytes(product.pid)
    let peakBytes = 0
    for (let round = -1; round < rounds; round += 1) {
      const memory = watchMemory(product.pid)
      const xlsx = await product.downloadRows(name, 'xlsx')
      const csv = await product.downloadRows(name, 'csv')
      peakBytes = Math.max(peakBytes, memory.stop() ?? 0)
      const exceljs = await download('exceljs')
      const hucre = await download('hucre')
      const copy = await copyMs(usual.url, { file, rows: rowCount })
      // The first round compiles the code of all.
      if (round < 0) continue
      runs.xlsx.push((rowCount / xlsx) * 1_000)
      runs.csv.push((rowCount / csv) * 1_000)
      runs.exceljs.push((usualRows / exceljs) * 1_000)
      runs.hucre.push((usualRows / hucre) * 1_000)
      runs.copy.push((rowCount / copy) * 1_000)
    }
    return { name, rowCount, ...figuresOf(runs), memoryOverIdleBytes: peakBytes - idleBytes }
  } finally {
    await product.stop()
    await usual.stop()
  }
}

function figuresOf(runs) {
  const ratio = (ours, theirs) => median(runs[ours].map((rows, at) => rows / runs[theirs][at]))
  const rowsPerS = Object.fromEntries(
    Object.entries(runs).map(([writer, values]) => [writer, median(values)]),
  )
  return {
    rowsPerS,
    toExceljs: ratio('xlsx', 'exceljs'),
    timeToCopy: 1 / ratio('csv', 'copy'),
  }
}
