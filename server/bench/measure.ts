import type { ColumnBatch } from '../src/columnBatch.ts'
import { contenders } from './contenders.ts'
import { readFlights } from './flightBatches.ts'
import { watchMemory } from './peakMemory.ts'

/** One run of one contender in its own process, printed as one line of JSON. */
export interface Measurement {
  readonly contender: string
  readonly rowCount: number
  readonly rowsPerS: number
  /** CPU time of all threads. */
  readonly cpuPerRowUs: number
  /** Peak resident memory minus that with the rows loaded. */
  readonly peakMemoryBytes: number
  readonly fileBytes: number
  readonly firstByteMs: number
}

const warmUpRows = 50_000

const [name = '', rows = ''] = process.argv.slice(2)
const contender = contenders[name]
if (!contender) throw new Error(`Contenders are ${Object.keys(contenders).join(', ')}.`)

const batches = await readFlights(Number(rows))
const rowCount = batches.reduce((sum, batch) => sum + batch.rowCount, 0)
const peakMemory = await watchMemory()

// A server that has written files before has compiled its code.
await contender(firstRows(batches, warmUpRows), () => {})

const startCpu = process.cpuUsage()
const startMs = performance.now()
let firstByteMs = 0
let fileBytes = 0
await contender(batches, (chunk) => {
  if (fileBytes === 0) firstByteMs = performance.now() - startMs
  fileBytes += chunk.length
})
const elapsedS = (performance.now() - startMs) / 1_000
const cpu = process.cpuUsage(startCpu)
const peakMemoryBytes = await peakMemory()

const measurement: Measurement = {
  contender: name,
  rowCount,
  rowsPerS: rowCount / elapsedS,
  cpuPerRowUs: (cpu.user + cpu.system) / rowCount,
  peakMemoryBytes,
  fileBytes,
  firstByteMs,
}
console.log(JSON.stringify(measurement))

function firstRows(all: readonly ColumnBatch[], count: number): ColumnBatch[] {
  let left = count
  return all.filter(({ rowCount: rows }) => {
    left -= rows
    return left >= 0
  })
}
