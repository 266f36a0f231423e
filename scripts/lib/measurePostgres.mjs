import { join } from 'node:path'
import { URLSearchParams } from 'node:url'
import { receive, startApp, startProcess, startProduct } from './benchServer.mjs'
import { benchFolder } from './buildBench.mjs'
import { median } from './median.mjs'
import { root } from './paths.mjs'
import { cpuMs, settledBytes, watchMemory } from './processUse.mjs'
import { runNode } from './run.mjs'

/** The demo has this many flights a day, almost evenly. */
const rowsPerDay = 16_575
const warmUpRows = 50_000
const warmUpRuns = 3

const firstDay = '2001-01-01'
const dayMs = 86_400_000

/**
 * Tables of a Postgres of its own: as workbooks over HTTP, by the product and by exceljs with pg-cursor,
 * in turn; and only read, in every way that there is.
 *
 * @param rowCounts about how many rows, for each size that is measured
 * @param rounds an odd number: the median of each figure is shown
 * @param names of workloads; the flights are the demo's own report in the built service
 */
export async function measurePostgres(rowCounts, { rounds, names, say }) {
  const { startPostgres } = await import(join(benchFolder, 'postgresServer.js'))
  const postgres = await startPostgres()
  try {
    const workbooks = []
    const readings = []
    for (const name of names) {
      say(`Loading ${name} into a Postgres of its own …`)
      const table = await loadTable(postgres.url, name, Math.max(...rowCounts))
      for (const rowCount of rowCounts) {
        workbooks.push(...(await measureWorkbooks(table, rowCount, { rounds, say })))
      }
      readings.push(...(await measureReadings(table, rowCounts.at(-1), rounds)))
    }
    return { workbooks, readings }
  } finally {
    await postgres[Symbol.asyncDispose]()
  }
}

/** Fills a table, and says how to start the product for it and how to ask for about so many rows. */
async function loadTable(url, name, rowCount) {
  if (name === 'flights') {
    const env = { ...process.env, DATABASE_URL: url }
    await runOrThrow(join(root, 'scripts', 'load.mjs'), [], { env })
    return { url, name, filtersOf: daysOf, start: () => startProduct({ DATABASE_URL: url }) }
  }
  await runOrThrow(join(benchFolder, 'loadWorkload.js'), [name, String(rowCount), url])
  const start = () => startApp([join(benchFolder, 'tableOverHttp.js'), url, name])
  return { url, name, filtersOf: (rows) => ({ rows }), start }
}

/** Both servers again for each size, so that neither keeps the memory of the size before. */
async function measureWorkbooks({ url, name, filtersOf, start }, rowCount, { rounds, say }) {
  const filters = filtersOf(rowCount)
  const warmUp = filtersOf(Math.min(warmUpRows, rowCount))
  say(`Writing ${name} with ${JSON.stringify(filters)}, ${rounds} times by each …`)
  const usual = await startProcess([join(benchFolder, 'exceljsOverHttp.js'), url, name])
  let product
  try {
    product = await start()
    const writers = [
      { writer: 'product', pid: product.pid, download: (asked) => product.download(asked, name) },
      { writer: 'usual', pid: usual.pid, download: (asked) => downloadUsual(usual.url, asked) },
    ]
    for (const entry of writers) {
      entry.idleBytes = await settledBytes(entry.pid)
      // A server that has written files before has its code compiled.
      for (let run = 0; run < warmUpRuns; run += 1) await entry.download(warmUp)
      entry.runs = []
    }
    for (let round = 0; round < rounds; round += 1) {
      for (const { pid, idleBytes, download, runs } of writers) {
        const memory = watchMemory(pid)
        const startCpuMs = cpuMs(pid)
        const times = await download(filters)
        const usedMs = startCpuMs === null ? null : cpuMs(pid) - startCpuMs
        const peakBytes = memory.stop()
        runs.push({
          ...times,
          cpuMs: usedMs,
          memoryOverIdleBytes: peakBytes && peakBytes - idleBytes,
        })
      }
    }
    const [ours, theirs] = writers.map(({ writer, runs }) => ({ name, writer, ...middleOf(runs) }))
    const ratios = writers[0].runs.map(
      ({ lastByteMs }, round) => writers[1].runs[round].lastByteMs / lastByteMs,
    )
    // Theirs does not say how many rows it has written.
    const { rowCount: found } = ours
    return [
      { ...ours, timesAsFast: range(ratios) },
      { ...theirs, rowCount: found, rowsPerS: (found / theirs.lastByteMs) * 1_000 },
    ]
  } finally {
    await product?.stop()
    await usual.stop()
  }
}

async function downloadUsual(url, filters) {
  const query = new URLSearchParams({ filters: JSON.stringify(filters) })
  const startMs = performance.now()
  return receive(await fetch(`${url}/rows.xlsx?${query}`), startMs)
}

async function measureReadings({ url, name, filtersOf }, rowCount, rounds) {
  const readers = ['portal', 'copy', 'cursor']
  const runs = new Map(readers.map((reader) => [reader, []]))
  const asked = [Math.min(warmUpRows, rowCount), rowCount].map((rows) =>
    JSON.stringify(filtersOf(rows)),
  )
  for (let round = 0; round < rounds; round += 1) {
    for (const reader of readers) {
      const args = [reader, url, name, ...asked]
      const output = await runOrThrow(join(benchFolder, 'readPostgres.js'), args, {
        env: { ...process.env, TZ: 'UTC' },
      })
      runs.get(reader).push(JSON.parse(output.split('\n').at(-1)))
    }
  }
  const readings = [...runs].map(([reader, entry]) => ({ name, reader, ...middleOf(entry) }))
  if (readings.some((entry) => entry.rowCount !== readings[0].rowCount)) {
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
