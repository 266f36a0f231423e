import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from './paths.mjs'

/** About so many rows of the report, by its filters. */
const requests = [
  { from: '2001-01-01', until: '2001-07-02', origins: ['TUS'] },
  { from: '2001-01-01', until: '2001-01-07' },
  { from: '2001-01-01', until: '2001-03-03' },
  { from: '2001-01-01', until: '2001-07-02' },
]

/**
 * Exports of growing size from the built server, one after the other: for each its rows, bytes,
 * times in seconds, peak of resident memory over idle in bytes, and the p99 of the main thread's
 * event-loop delay in milliseconds.
 */
export async function measureProduct() {
  const folder = await mkdtemp(join(tmpdir(), 'coatcheck-bench-'))
  const server = spawn(process.execPath, [join(root, 'server', 'dist', 'main.js')], {
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      LOG_LEVEL: 'info',
      DATA_DIR: folder,
      EXPORT_SPOOL_DIR: folder,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const url = await addressOf(server)
    const token = await signIn(url)
    const idleBytes = await settledBytes(server.pid)
    // The first exports of a process pay for compiling, which is no matter of size.
    await download(url, token, requests[1])
    const measurements = []
    for (const filters of requests) measurements.push(await measure(url, token, filters))
    return measurements

    async function measure(address, bearer, filters) {
      await eventLoopDelayMs(address)
      const memory = watchMemory(server.pid)
      const times = await download(address, bearer, filters)
      const peakBytes = memory.stop()
      const delayP99Ms = await eventLoopDelayMs(address)
      return { ...times, memoryOverIdleBytes: peakBytes && peakBytes - idleBytes, delayP99Ms }
    }
  } finally {
    const ended = once(server, 'close')
    server.kill('SIGTERM')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
}

async function addressOf(server) {
  let output = ''
  server.stdout.setEncoding('utf8').on('data', (text) => (output += text))
  for (;;) {
    const url = /http:\/\/(?:localhost|127\.0\.0\.1):\d+/.exec(output)?.[0]
    if (url && (await fetch(`${url}/readyz`).catch(() => null))?.ok) return url
    if (server.exitCode !== null) throw new Error(`The server ended at its start:\n${output}`)
    await sleep(50)
  }
}

async function signIn(url) {
  const account = { username: 'analyst', password: 'coatcheck' }
  return (await mutate(url, 'session.signIn', account)).token
}

async function download(url, token, filters) {
  const startMs = performance.now()
  const request = { report: 'flights', filters, format: 'xlsx' }
  const receipt = await mutate(url, 'export.createTicket', request, token)
  const response = await fetch(new URL(receipt.url, url))
  if (!response.ok) throw new Error(`The download failed with ${response.status}.`)
  let fileBytes = 0
  let firstByteMs = 0
  for await (const chunk of response.body) {
    if (fileBytes === 0) firstByteMs = performance.now() - startMs
    fileBytes += chunk.length
  }
  const elapsedMs = performance.now() - startMs
  const rowsPerS = (receipt.rowCount / elapsedMs) * 1_000
  return { rowCount: receipt.rowCount, rowsPerS, fileBytes, firstByteMs, lastByteMs: elapsedMs }
}

async function mutate(url, procedure, input, token) {
  const response = await fetch(`${url}/trpc/${procedure}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(input),
  })
  const { result, error } = await response.json()
  if (error) throw new Error(`${procedure}: ${error.message}`)
  return result.data
}

/** p99 since the last time that metrics were asked for. */
async function eventLoopDelayMs(url) {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  return Number(/^nodejs_eventloop_lag_p99_seconds (\S+)/m.exec(metrics)?.[1]) * 1_000
}

/** Resident memory; null where there is no /proc to ask. */
function residentBytes(pid) {
  const file = `/proc/${pid}/status`
  if (!existsSync(file)) return null
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(file, 'utf8'))?.[1]) * 1_024
}

/** Once memory has been given back: the lowest of some seconds. */
async function settledBytes(pid) {
  let lowest = Infinity
  for (let second = 0; second < 3; second += 1) {
    await sleep(1_000)
    lowest = Math.min(lowest, residentBytes(pid) ?? Infinity)
  }
  return lowest
}

function watchMemory(pid) {
  let peakBytes = residentBytes(pid)
  const timer = setInterval(() => {
    peakBytes = Math.max(peakBytes, residentBytes(pid) ?? 0)
  }, 20)
  return {
    stop() {
      clearInterval(timer)
      return peakBytes || null
    },
  }
}
