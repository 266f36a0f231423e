import './lib/requireNode.mjs'
import { spawn } from 'node:child_process'
import { watch } from 'node:fs'
import { join } from 'node:path'
import { build } from './lib/build.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { root, toolPath } from './lib/paths.mjs'

// Two halves: the server is rebuilt and restarted at each change, the page is served by vite,
// which hands API calls on to the server.
const serverOutput = join(root, 'server', 'dist', 'service')
const mainFile = join(serverOutput, 'main.js')
const restartDelayMs = 150

await ensureInstalled()
// This makes the demo's database too, which the server opens.
const failure = await build()
if (failure !== null) {
  console.error(failure)
  process.exit(1)
}

const children = new Set()
let server = null
let restartTimer
let restarting = Promise.resolve()
let isStopping = false

const watcher = watch(serverOutput, (_event, fileName) => {
  // Written last of its build or not, main.js is there once a build is through; let it settle.
  if (!fileName?.endsWith('.js')) return
  clearTimeout(restartTimer)
  restartTimer = setTimeout(() => {
    // One after the other: the next server needs the port of the last one.
    restarting = restarting.then(restartServer)
  }, restartDelayMs)
})

// Emptying the folder would leave the server without its files while a build runs.
const service = ['--config', 'vite.service.config.ts', '--no-emptyOutDir']
start(toolPath('vite'), ['build', '--watch', ...service, '--logLevel', 'warn'], 'server')
start(toolPath('vite'), [], 'web')

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop)

function start(script, args, folder) {
  const child = spawn(process.execPath, ['--enable-source-maps', script, ...args], {
    cwd: join(root, folder),
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  children.add(child)
  child.on('close', () => children.delete(child))
  return child
}

async function restartServer() {
  const previous = server
  server = null
  if (previous !== null && children.has(previous)) {
    const closed = new Promise((resolve) => previous.on('close', resolve))
    previous.kill('SIGTERM')
    await closed
  }
  if (!isStopping) server = start(mainFile, [], 'server')
}

function stop() {
  isStopping = true
  watcher.close()
  clearTimeout(restartTimer)
  for (const child of children) child.kill('SIGTERM')
  // Both vite processes end at once; the server after its last download, or at a second signal.
  process.off('SIGINT', stop)
  process.off('SIGTERM', stop)
}
