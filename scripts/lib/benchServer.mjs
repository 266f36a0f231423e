import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { demoEnvironment, demoPassword } from './demoPassword.mjs'
import { mainFile } from './paths.mjs'

/**
 * Starts the built server with its data in a folder that goes when it stops.
 *
 * @param core the only one that it may use; all of them when left out
 */
export async function startProduct(env = {}, args = [], core) {
  const folder = await mkdtemp(join(tmpdir(), 'coatcheck-bench-'))
  const removed = { recursive: true, force: true }
  try {
    const environment = {
      PORT: '0',
      LOG_LEVEL: 'info',
      DATA_DIR: folder,
      EXPORT_SPOOL_DIR: folder,
      ...demoEnvironment,
      ...env,
    }
    const server = await startProcess([mainFile, ...args], environment, core)
    while (!(await fetch(`${server.url}/readyz`).catch(() => null))?.ok) await sleep(50)
    const token = await signIn(server.url)
    return {
      url: server.url,
      pid: server.pid,
      download: (filters) => downloadFlights(server.url, token, filters),
      prepareAndFetch: (filters) => prepareAndFetch(server.url, token, filters),
      /** All rows of a report; milliseconds from the request for a ticket to the last byte. */
      async downloadRows(report, format) {
        const request = { report, filters: {}, format }
        return (await downloadExport(server.url, token, request)).lastByteMs
      },
      async stop() {
        await server.stop()
        await rm(folder, removed)
      },
    }
  } catch (error) {
    await rm(folder, removed)
    throw error
  }
}

/** Starts a script that is an app with reports for any viewer. */
export async function startApp(args) {
  const { url, pid, stop } = await startProcess(args)
  const download = (filters, report) =>
    downloadExport(url, 'any viewer', { report, filters, format: 'xlsx' })
  return { url, pid, stop, download }
}

/**
 * Starts a script that serves HTTP and prints its address.
 *
 * @param core the only one that it may use (Linux); all of them when left out
 */
export async function startProcess(args, env = {}, core) {
  const [program, ...programArgs] = [
    ...(core === undefined ? [] : ['taskset', '-c', String(core)]),
    process.execPath,
    ...args,
  ]
  const child = spawn(program, programArgs, {
    env: { PATH: process.env.PATH, TZ: 'UTC', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text))
  const url = await addressIn(() => output)
  return {
    url,
    pid: child.pid,
    /** What it has printed so far. */
    output: () => output,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }

  async function addressIn(printed) {
    for (;;) {
      const found = /http:\/\/(?:localhost|127\.0\.0\.1):\d+/.exec(printed())?.[0]
      if (found) return found
      if (child.exitCode !== null) throw new Error(`${args[0]} ended at its start:\n${printed()}`)
      await sleep(20)
    }
  }
}

/** Reads an answer to its end: its bytes, and when the first and the last came. */
export async function receive(response, startMs) {
  if (!response.ok) throw new Error(`The download failed with ${response.status}.`)
  let fileBytes = 0
  let firstByteMs = 0
  for await (const chunk of response.body) {
    if (fileBytes === 0) firstByteMs = performance.now() - startMs
    fileBytes += chunk.length
  }
  return { fileBytes, firstByteMs, lastByteMs: performance.now() - startMs }
}

function downloadFlights(url, token, filters) {
  return downloadExport(url, token, { report: 'flights', filters, format: 'xlsx' })
}

async function downloadExport(url, token, request) {
  const startMs = performance.now()
  const receipt = await mutate(url, 'export.createTicket', request, token)
  const received = await receive(await fetch(new URL(receipt.url, url)), startMs)
  const rowsPerS = (receipt.rowCount / received.lastByteMs) * 1_000
  return { rowCount: receipt.rowCount, rowsPerS, ...received }
}

/** As the page does it; deletes the file after that. */
async function prepareAndFetch(url, token, filters) {
  const request = { report: 'flights', filters, format: 'xlsx' }
  const startMs = performance.now()
  const { exportId, rowCount } = await mutate(url, 'export.prepare', request, token)
  await untilReady(url, token, exportId)
  const readyMs = performance.now() - startMs
  const receipt = await mutate(url, 'export.pickUp', { exportId }, token)
  const received = await receive(await fetch(new URL(receipt.url, url)), startMs)
  await mutate(url, 'export.cancel', { exportId }, token)
  return { rowCount, readyMs, ...received }
}

async function untilReady(url, token, exportId) {
  const input = encodeURIComponent(JSON.stringify({ exportId }))
  const headers = { authorization: `Bearer ${token}` }
  for (;;) {
    const response = await fetch(`${url}/trpc/export.list?input=${input}`, { headers })
    const [{ state, errorCode }] = (await response.json()).result.data
    if (state === 'ready') return
    if (state !== 'queued' && state !== 'running') throw new Error(`It is ${state}: ${errorCode}`)
    await sleep(20)
  }
}

async function signIn(url) {
  const account = { username: 'analyst', password: demoPassword }
  return (await mutate(url, 'session.signIn', account)).token
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
