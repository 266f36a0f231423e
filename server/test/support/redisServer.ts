import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { findProgram } from './findProgram.ts'
import { freePort } from './freePort.ts'
import { skipReason } from './skipReason.ts'
import { temporaryFolder } from './temporaryFolder.ts'

/** Valkey is taken where it is installed and Redis is not. */
const program = findProgram(['redis-server', 'valkey-server'])

export const noRedis = skipReason('redis-server', program !== undefined)

export interface RedisServer extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** Starts it again on the same port and folder after `stop`. */
  start(): Promise<void>
  stop(signal?: NodeJS.Signals): Promise<void>
  /** Sends a signal and does not wait, such as SIGSTOP for a server that hangs. */
  signal(signal: NodeJS.Signals): void
}

/** The settings that the documentation asks for: nothing is kept on the disk. */
const documented = [
  ...['--save', '', '--appendonly', 'no'],
  ...['--maxmemory', '256mb', '--maxmemory-policy', 'noeviction'],
  ...['--repl-diskless-sync', 'yes', '--rdb-del-sync-files', 'yes'],
]

/** A Redis of its own on the loopback address. */
export async function startRedis(settings: readonly string[] = documented): Promise<RedisServer> {
  if (program === undefined) throw new Error('Neither redis-server nor valkey-server is installed.')
  const folder = await temporaryFolder()
  const port = await freePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder.path, ...settings]
  // A replica would be kept waiting for five seconds, for others that might join.
  args.push('--repl-diskless-sync-delay', '0')
  let child: ChildProcess | undefined

  async function start(): Promise<void> {
    child = spawn(program!, args, { stdio: 'ignore' })
    while (!(await answers(port))) {
      if (hasEnded(child)) throw new Error(`Redis ended at its start: ${args.join(' ')}`)
      await sleep(10)
    }
  }

  async function stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (child === undefined || hasEnded(child)) return
    const ended = once(child, 'exit')
    child.kill('SIGCONT')
    child.kill(signal)
    await ended
  }

  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    start,
    stop,
    signal: (signal) => void child?.kill(signal),
    async [Symbol.asyncDispose]() {
      await stop()
      await folder[Symbol.asyncDispose]()
    },
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    socket.once('data', (answer) => {
      resolve(/^(\+PONG|-NOAUTH)/.test(answer.toString()))
      socket.destroy()
    })
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
  })
}
