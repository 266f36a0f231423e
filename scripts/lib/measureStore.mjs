import { spawnSync } from 'node:child_process'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'
import { startProcess, startProduct } from './benchServer.mjs'
import { benchFolder } from './buildBench.mjs'
import { median } from './median.mjs'
import { cpuMs, settledBytes, watchMemory } from './processUse.mjs'

/** One day of flights, a month, and all of them. */
const sizes = [
  { from: '2001-03-05', until: '2001-03-06' },
  { from: '2001-03-01', until: '2001-04-01' },
  { from: '2001-01-01', until: '2001-07-02' },
]

/**
 * A store on another machine takes no time from the node. Here it gets a core of its own, if there are
 * two of them and a way to share them out.
 */
const hasCores =
  availableParallelism() > 1 &&
  spawnSync('taskset', ['--version'], { stdio: 'ignore' }).status === 0
const [nodeCore, storeCore] = hasCores ? [0, 1] : []

/**
 * Workbooks that are prepared, then fetched, as the page does it: by a node that keeps them on its own
 * disk, and by one that keeps them in a store. In turn, so that both get as much of a busy machine. The
 * node has one core in both cases.
 */
export async function measureStore(rounds, say) {
  const store = await startProcess([join(benchFolder, 's3Store.js')], {}, storeCore)
  try {
    const measured = []
    for (const filters of sizes) measured.push(await measureSize(filters))
    return measured
  } finally {
    await store.stop()
  }

  /** Both servers again for each size, so that neither keeps the memory of the size before. */
  async function measureSize(filters) {
    const env = JSON.parse(store.output().trim())
    const secret = { AUTH_SECRET: 'the secret of a measurement, not of a service' }
    const places = [
      { name: 'local', env: {} },
      { name: 'store', env: { ...env, ...secret } },
    ]
    say(`Preparing the flights until ${filters.until}, ${rounds} times with each …`)
    const servers = []
    try {
      for (const place of places) {
        const server = await startProduct(place.env, [], nodeCore)
        servers.push(server)
        // The first exports of a process pay for compiling, which is no matter of the store.
        await server.prepareAndFetch(sizes[0])
        place.server = server
        place.idleBytes = await settledBytes(server.pid)
        place.runs = []
      }
      for (let round = 0; round < rounds; round += 1) {
        for (const { idleBytes, runs, server } of places) {
          const memory = watchMemory(server.pid)
          const cpuBeforeMs = cpuMs(server.pid)
          const times = await server.prepareAndFetch(filters)
          const usedMs = cpuMs(server.pid) - cpuBeforeMs
          runs.push({ ...times, cpuMs: usedMs, memoryOverIdleBytes: memory.stop() - idleBytes })
        }
      }
    } finally {
      for (const server of servers) await server.stop()
    }
    const [local, inStore] = places.map(({ runs }) => runs)
    return {
      rowCount: local[0].rowCount,
      fileBytes: local[0].fileBytes,
      load: loadavg()[0],
      local: medians(local),
      store: medians(inStore),
    }
  }
}

function medians(runs) {
  const of = (name) => median(runs.map((run) => run[name]))
  return {
    readyMs: of('readyMs'),
    lastByteMs: of('lastByteMs'),
    cpuMs: of('cpuMs'),
    memoryOverIdleBytes: of('memoryOverIdleBytes'),
  }
}
