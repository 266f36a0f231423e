import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from './temporaryFolder.ts'

export interface RunningServer {
  /** Origin, such as `http://localhost:41234`. */
  readonly url: string
  readonly pid: number
  /** Where it keeps its audit file and its spools. */
  readonly folder: string
  /** Everything it has printed so far, on both streams. */
  output(): string
}

export interface TestServer extends RunningServer, AsyncDisposable {
  /** Ends it at once, as a crash of the machine would; its folder stays. */
  kill(): Promise<void>
  /** Sends a signal and waits for the end; answers the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

const mainFile = fileURLToPath(new URL('../dist/service/main.js', import.meta.url))
const startMsMax = 30_000
/** A little longer than the longest drain that a test asks for. */
const stopMsMax = 70_000

/**
 * Starts the built server on a free port of the loopback address.
 *
 * @param args what stands behind the command, such as `--data`
 * @param nodeArgs what stands before it, for Node
 */
export async function startServer(
  env: Record<string, string> = {},
  args: readonly string[] = [],
  nodeArgs: readonly string[] = [],
): Promise<TestServer> {
  const folder = await temporaryFolder()
  const child = spawn(process.execPath, [...nodeArgs, mainFile, ...args], {
    cwd: folder.path,
    // Nothing of our own environment but what a program needs, so that no test depends on it.
    env: {
      PATH: process.env.PATH,
      TMPDIR: folder.path,
      PORT: '0',
      DATA_DIR: folder.path,
      DRAIN_DEADLINE_S: '2',
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let output = ''
  let killed = false
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  }

  async function kill(): Promise<void> {
    const ended = once(child, 'close')
    child.kill('SIGKILL')
    killed = true
    await ended
  }

  async function stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (!hasEnded(child)) {
      const ended = once(child, 'close')
      child.kill(signal)
      const timer = setTimeout(() => child.kill('SIGKILL'), stopMsMax)
      await ended
      clearTimeout(timer)
    }
    await folder[Symbol.asyncDispose]()
    if (child.signalCode === 'SIGKILL' && !killed) {
      throw new Error(`The server did not stop:\n${output}`)
    }
    return child.exitCode
  }

  try {
    // Behind a proxy it prints the address of that.
    const ownUrl = env.PORT === undefined ? undefined : `http://127.0.0.1:${env.PORT}`
    const url = await untilReady(child, () => ownUrl ?? output)
    return {
      url,
      pid: child.pid!,
      folder: folder.path,
      output: () => output,
      kill,
      stop,
      [Symbol.asyncDispose]: dispose,
    }
  } catch (error) {
    await stop()
    throw error
  }

  async function dispose(): Promise<void> {
    await stop()
  }
}

async function untilReady(child: ChildProcess, output: () => string): Promise<string> {
  const deadlineMs = performance.now() + startMsMax
  while (performance.now() < deadlineMs) {
    if (hasEnded(child)) throw new Error(`The server ended at its start:\n${output()}`)
    const url = /http:\/\/(?:localhost|127\.0\.0\.1):\d+/.exec(output())?.[0]
    if (url !== undefined && (await isReady(url))) return url
    await sleep(20)
  }
  throw new Error(`The server was not ready after ${startMsMax} ms:\n${output()}`)
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok
  } catch {
    return false
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/** Resident memory of a process in bytes; null where there is no /proc to ask. */
export async function residentBytes(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]
  return kilobytes === undefined ? null : Number(kilobytes) * 1024
}
