import './lib/requireNode.mjs'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ensureInstalled } from './lib/install.mjs'
import { benchFolder, buildBench } from './lib/buildBench.mjs'
import { settledBytes, watchMemory } from './lib/processUse.mjs'

// What a download of about 1 GB costs each host, by how fast it is and how much memory its process
// gains. The hosts take turns, because other work on the machine would favour some of them.
// `node scripts/hostsSpeed.mjs [rounds]`; a row has about 300 bytes.

const rows = 3_600_000
const names = ['Express 5', 'Fastify 5', 'Hono 4', 'any fetch-style server']
const rounds = Number(process.argv[2] ?? 3)

await ensureInstalled()
await buildBench()
const hosts = []
for (const name of names) hosts.push(await startHost(name))
for (let round = 0; round < rounds; round += 1) {
  for (const host of hosts) await measure(host)
}
const [baseline] = hosts
for (const { bytes, gained, name, seconds, child } of hosts) {
  const speed = bytes / median(seconds) / 1e6
  const ratio = median(baseline.seconds) / median(seconds)
  console.log(
    `${name}: ${Math.round(speed)} MB/s, ${ratio.toFixed(2)} of Express; ` +
      `memory + ${Math.round(Math.max(...gained) / 1e6)} MB for ${Math.round(bytes / 1e6)} MB`,
  )
  child.kill()
}

async function startHost(name) {
  const child = spawn(
    process.execPath,
    ['--expose-gc', join(benchFolder, 'hostServer.js'), name, String(rows)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const lines = createInterface({ input: child.stdout })
  await once(lines, 'line')
  return { name, child, lines, seconds: [], gained: [], bytes: 0 }
}

async function measure(host) {
  const { child, gained, lines, seconds } = host
  const ticket = once(lines, 'line')
  child.stdin.write('\n')
  const [url] = await ticket
  const before = await settledBytes(child.pid)
  const memory = watchMemory(child.pid)
  const startedMs = performance.now()
  host.bytes = await bytesOf(url)
  seconds.push((performance.now() - startedMs) / 1000)
  gained.push(memory.stop() - before)
}

async function bytesOf(url) {
  const [response] = await once(request(url).end(), 'response')
  let bytes = 0
  for await (const chunk of response) bytes += chunk.length
  if (response.statusCode !== 200 || bytes !== Number(response.headers['content-length'])) {
    throw new Error(`${response.statusCode}, ${bytes} bytes`)
  }
  return bytes
}

function median(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]
}
