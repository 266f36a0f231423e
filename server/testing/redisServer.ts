import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { codeBlocks } from './documentation.ts'
import { findProgram } from './findProgram.ts'
import { freePort } from './freePort.ts'
import { skipReason } from './skipReason.ts'
import { temporaryFolder } from './temporaryFolder.ts'

/** Valkey is taken where it is asked for, or installed and Redis is not. */
const asked = process.env.REDIS_SERVER
const program = findProgram(asked === undefined ? ['redis-server', 'valkey-server'] : [asked])

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

/** The settings that the documentation asks for, as arguments: `save ""` becomes `--save ''`. */
export async function documentedSettings(): Promise<string[]> {
  const [block] = await codeBlocks('operations/redis.md', '')
  return block!
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [name, value] = line.split(' ', 2)
      return [`--${name}`, value === '""' ? '' : value!]
    })
}

/**
 * A Redis of its own on the loopback address.
 *
 * @param ownSettings in place of the documented settings
 */
export async function startRedis(ownSettings?: readonly string[]): Promise<RedisServer> {
  const settings = ownSettings ?? (await documentedSettings())
  if (program === undefined) throw new Error('Neither redis-server nor valkey-server is installed.')
  const folder = await temporaryFolder()
  const args = ['--bind', '127.0.0.1', '--dir', folder.path, ...settings]
  // A replica would be kept waiting for five seconds, for others that might join.
  args.push('--repl-diskless-sync-delay', '0')
  let port = await freePort()
  let child: ChildProcess | undefined

  async function start(): Promise<void> {
    child = spawn(program!, ['--port', String(port), ...args], { stdio: 'ignore' })
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

  try {
    await start()
  } catch {
    // Another program may have taken the port between the look and the start.
    port = await freePort()
    await start()
  }
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
