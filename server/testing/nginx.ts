import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { findProgram } from './findProgram.ts'
import { skipReason } from './skipReason.ts'
import { temporaryFolder } from './temporaryFolder.ts'

const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin']
const program = findProgram(['nginx'], folders)
const openssl = findProgram(['openssl'])

export const noNginx =
  skipReason('nginx', program !== undefined) ?? skipReason('openssl', openssl !== undefined)

export interface Certificate extends AsyncDisposable {
  readonly certificateFile: string
  readonly keyFile: string
  /** For a client that is to trust it. */
  readonly ca: string
}

/** A certificate of a host that it has signed itself. */
export async function selfSignedCertificate(host: string): Promise<Certificate> {
  const folder = await temporaryFolder()
  const certificateFile = join(folder.path, 'certificate.pem')
  const keyFile = join(folder.path, 'key.pem')
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2']
  args.push('-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`)
  args.push('-keyout', keyFile, '-out', certificateFile)
  await promisify(execFile)(openssl!, args)
  return {
    certificateFile,
    keyFile,
    ca: await readFile(certificateFile, 'utf8'),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}

/**
 * An nginx that listens on a port of the loopback address.
 *
 * @param block what stands within `http { … }`
 */
export async function startNginx(block: string, port: number): Promise<AsyncDisposable> {
  const folder = await temporaryFolder()
  // Its workers run as another user when it was started by root.
  await chmod(folder.path, 0o755)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const configuration = `
    daemon off;
    pid ${folder.path}/nginx.pid;
    events {}
    http {
      access_log off;
      ${temporary.map((name) => `${name}_temp_path ${folder.path}/${name};`).join('\n')}
      ${block}
    }`
  const file = join(folder.path, 'nginx.conf')
  await writeFile(file, configuration)
  const args = ['-e', join(folder.path, 'error.log'), '-p', folder.path, '-c', file]
  const child = spawn(program!, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = once(child, 'close')
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text))
  while (!(await accepts(port))) {
    if (child.exitCode !== null) throw new Error(`nginx ended at its start:\n${complaints}`)
    await sleep(20)
  }
  return {
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await ended
      await folder[Symbol.asyncDispose]()
    },
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
