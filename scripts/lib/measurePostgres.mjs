import { join } from 'node:path'
import { receive, startProcess, startProduct } from './benchServer.mjs'
import { benchFolder } from './buildBench.mjs'
import { median } from './median.mjs'
import { root } from './paths.mjs'
import { cpuMs, settledBytes, watchMemory } from './processUse.mjs'
import { runNode } from './run.mjs'

/** An odd number: the median of each figure is shown. */
const rounds = 3

/** The demo has this many flights a day, almost evenly. */
const rowsPerDay = 16_575
const warmUpRows = 50_000
const warmUpRuns = 3

const firstDay = '2001-01-01'
const dayMs = 86_400_000

/**
 * Flights from a Postgres of its own: as a workbook over HTTP, by the product and by exceljs with
 * pg-cursor, in turn; and only read, in every way that there is.
 *
 * @param rowCounts about how many rows, for each size that is measured
 */
export async function measurePostgres(rowCounts, say) {
  const { startPostgres } = await import(join(benchFolder, 'postgresServer.js'))
  const postgres = await startPostgres()
  try {
    say('Loading the demo data into a Postgres of its own …')
    await runOrThrow(join(root, 'scripts', 'load.mjs'), [], {
      env: { ...process.env, DATABASE_URL: postgres.url },
    })
    const workbooks = []
    for (const rowCount of rowCounts) {
      workbooks.push(...(await measureWorkbooks(postgres.url, daysOf(rowCount), say)))
    }
    return { workbooks, readings: await measureReadings(postgres.url, daysOf(rowCounts.at(-1))) }
  } finally {
    await postgres[Symbol.asyncDispose]()
  }
}

/** Both servers again for each size, so that neither keeps the memory of the size before. */
async function measureWorkbooks(url, days, say) {
  say(`Writing the flights until ${days.until}, ${rounds} times by each …`)
  const usual = await startProcess([join(benchFolder, 'exceljsOverHttp.js'), url])
  let product
  try {
    product = await startProduct({ DATABASE_URL: url })
    const writers = [
      { writer: 'product', pid: product.pid, download: product.download },
      { writer: 'usual', pid: usual.pid, download: (filters) => downloadUsual(usual.url, filters) },
    ]
    for (const entry of writers) {
      entry.idleBytes = await settledBytes(entry.pid)
      // A server that has written files before has its code compiled.
      for (let run = 0; run < warmUpRuns; run += 1) await entry.download(daysOf(warmUpRows))
      entry.runs = []
    }
    for (let round = 0; round < rounds; round += 1) {
      for (const { pid, idleBytes, download, runs } of writers) {
        const memory = watchMemory(pid)
        const startCpuMs = cpuMs(pid)
        const times = await download(days)
        const usedMs = startCpuMs === null ? null : cpuMs(pid) - startCpuMs
        const peakBytes = memory.stop()
        runs.push({
          ...times,
          cpuMs: usedMs,
          memoryOverIdleBytes: peakBytes && peakBytes - idleBytes,
        })
      }
    }
    const [ours, theirs] = writers.map(({ writer, runs }) => ({ writer, ...middleOf(runs) }))
    const ratios = writers[0].runs.map(
      ({ lastByteMs }, round) => writers[1].runs[round].lastByteMs / lastByteMs,
    )
    const { rowCount } = ours
    return [
      { ...ours, timesAsFast: range(ratios) },
      { ...theirs, rowCount, rowsPerS: (rowCount / theirs.lastByteMs) * 1_000 },
    ]
  } finally {
    await product?.stop()
    await usual.stop()
  }
}

async function downloadUsual(url, { from, until }) {
  const startMs = performance.now()
  return receive(await fetch(`${url}/flights.xlsx?from=${from}&until=${until}`), startMs)
}

async function measureReadings(url, { from, until }) {
  const readers = ['portal', 'copy', 'cursor']
  const runs = new Map(readers.map((reader) => [reader, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const reader of readers) {
      const args = [reader, url, from, until]
      const output = await runOrThrow(join(benchFolder, 'readPostgres.js'), args, {
        env: { ...process.env, TZ: 'UTC' },
      })
      runs.get(reader).push(JSON.parse(output.split('\n').at(-1)))
    }
  }
  const readings = [...runs].map(([reader, entry]) => ({ reader, ...middleOf(entry) }))
  const [{ rowCount }] = readings
  if (readings.some((entry) => entry.rowCount !== rowCount)) {
    throw new Error(`The readers read different rows: ${JSON.stringify(readings)}`)
  }
  return readings
}

function daysOf(rowCount) {
  const days = Math.max(1, Math.round(rowCount / rowsPerDay))
  const until = new Date(Date.parse(firstDay) + days * dayMs).toISOString().slice(0, 10)
  return { from: firstDay, until }
}

/** Of each figure the one in the middle of the runs; what is not known here is left out. */
function middleOf(runs) {
  const names = Object.keys(runs[0]).filter((name) => typeof runs[0][name] === 'number')
  return Object.fromEntries(names.map((name) => [name, median(runs.map((run) => run[name]))]))
}

function range(values) {
  return { from: Math.min(...values), to: Math.max(...values) }
}

async function runOrThrow(script, args, options) {
  const { ok, output } = await runNode(script, args, options)
  if (!ok) throw new Error(`${script} failed:\n${output}`)
  return output
}
