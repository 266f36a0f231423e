import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { chown } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { findProgram, postgresFolders } from './findProgram.ts'
import { freePort } from './freePort.ts'
import { skipReason } from './skipReason.ts'
import { temporaryFolder } from './temporaryFolder.ts'

const program = findProgram(['postgres'], postgresFolders()) ?? findProgram(['postgres'])
const initdb = findProgram(['initdb'], postgresFolders()) ?? findProgram(['initdb'])

export const noPostgres = skipReason('postgres', program !== undefined && initdb !== undefined)

export interface PostgresServer extends AsyncDisposable {
  /** Of a superuser of an empty database. */
  readonly url: string
  start(): Promise<void>
  /** SIGINT is Postgres's fast shutdown, SIGQUIT its immediate one. */
  stop(signal?: NodeJS.Signals): Promise<void>
}

/** A Postgres of its own on the loopback address, whose data goes with it. */
export async function startPostgres(): Promise<PostgresServer> {
  if (program === undefined || initdb === undefined) throw new Error('Postgres is not installed.')
  const folder = await temporaryFolder()
  const owner = ownerOfServer()
  if (owner.uid !== undefined) await chown(folder.path, owner.uid, owner.gid!)
  const data = join(folder.path, 'data')
  await run(initdb, ['-D', data, '-U', 'tester', '--auth=trust', '--no-sync', '-E', 'UTF8'], owner)
  const port = await freePort()
  const url = `postgres://tester@127.0.0.1:${port}/postgres`
  // Nothing of this has to outlive a power cut.
  const settings = ['fsync=off', 'full_page_writes=off', 'max_wal_size=4GB', 'wal_level=minimal']
  settings.push('max_wal_senders=0', `unix_socket_directories=${folder.path}`)
  const args = ['-D', data, '-h', '127.0.0.1', '-p', String(port)]
  args.push(...settings.flatMap((setting) => ['-c', setting]))
  let child: ChildProcess | undefined

  async function start(): Promise<void> {
    child = spawn(program!, args, { ...owner, stdio: 'ignore' })
    while (!(await accepts(url))) {
      if (child.exitCode !== null) throw new Error('Postgres ended at its start.')
      await sleep(20)
    }
  }

  async function stop(signal: NodeJS.Signals = 'SIGINT'): Promise<void> {
    if (child?.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }

  await start()
  return {
    url,
    start,
    stop,
    async [Symbol.asyncDispose]() {
      await stop('SIGQUIT')
      await folder[Symbol.asyncDispose]()
    },
  }
}

/** Postgres refuses to run as root: there it runs as the user that its package has made. */
function ownerOfServer(): Pick<SpawnOptions, 'uid' | 'gid'> {
  if (process.getuid?.() !== 0) return {}
  const idOf = (flag: string) => Number(spawnSync('id', [flag, 'postgres']).stdout.toString())
  return { uid: idOf('-u'), gid: idOf('-g') }
}

async function run(
  program: string,
  args: string[],
  owner: Pick<SpawnOptions, 'uid' | 'gid'>,
): Promise<void> {
  const child = spawn(program, args, { ...owner, stdio: ['ignore', 'ignore', 'pipe'] })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${program} failed: ${complaint}`)
}

async function accepts(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.end()
    return true
  } catch {
    return false
  }
}
