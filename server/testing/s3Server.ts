import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import S3rver from '@20minutes/s3rver'
import { temporaryFolder } from './temporaryFolder.ts'

/** What goes wrong with a request, `late` by three seconds; null for nothing. */
export type S3Fault = 'slow' | 'late' | 500 | 503 | 'dropped' | 'half' | 'denied' | null

/** An S3-compatible store on loopback, with faults on demand. */
export interface S3Server extends AsyncDisposable {
  readonly endpoint: string
  readonly bucket: string
  /** For a service: where the store is, and how to get in. */
  readonly env: Record<string, string>
  /** Requests so far, such as `GET manifests/…`. */
  readonly requests: readonly string[]
  /** From now on, asked for each request. */
  faultOf: (method: string, path: string) => S3Fault
  /** Keys of all objects, and unfinished uploads as `upload of <key>`. */
  contents(): Promise<string[]>
}

const bucket = 'exports'
const credentials = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' }

export async function startS3(): Promise<S3Server> {
  const folder = await temporaryFolder()
  const store = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory: folder.path,
    configureBuckets: [{ name: bucket, configs: [] }],
    // It calculates those of requests to a bucket, such as a list, in another way than Amazon.
    allowMismatchedSignatures: true,
  })
  const { port } = await store.run()
  const requests: string[] = []
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '' } = incoming
    const path = decodeURIComponent(url.replace(`/${bucket}/`, ''))
    requests.push(`${method} ${path}`)
    const fault = result.faultOf(method, path)
    const uploadId = /[?&]uploadId=([0-9a-f]+)/.exec(url)?.[1]
    if (fault === null && uploadId !== undefined) {
      const upload = join(folder.path, bucket, '._S3rver_uploads', uploadId)
      if (!existsSync(upload)) {
        refuse(outgoing, 404, 'NoSuchUpload')
        return
      }
      // It does not know this request.
      if (method === 'DELETE') {
        void rm(upload, { recursive: true, force: true, maxRetries: 10 })
          .catch(() => {})
          .then(() => outgoing.writeHead(204).end())
        return
      }
    }
    void passOn(fault, port, incoming, outgoing)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const result: S3Server = {
    endpoint,
    bucket,
    env: {
      SPOOL_URL: `s3://${bucket}/coatcheck`,
      SPOOL_ENDPOINT: endpoint,
      SPOOL_PATH_STYLE: 'true',
      AWS_REGION: 'us-east-1',
      ...credentials,
    },
    requests,
    faultOf: () => null,
    contents: () => contentsOf(folder.path),
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await store.close()
      await folder[Symbol.asyncDispose]()
    },
  }
  return result
}

async function passOn(
  fault: S3Fault,
  port: number,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  if (fault === 'dropped') return void incoming.socket.destroy()
  if (fault === 'late') await sleep(3_000, undefined, { ref: false })
  if (fault === 'slow') await sleep(30_000, undefined, { ref: false })
  if (fault === 500 || fault === 503 || fault === 'denied') {
    const status = fault === 'denied' ? 403 : fault
    incoming.resume()
    const code = { 500: 'InternalError', 503: 'SlowDown', 403: 'InvalidAccessKeyId' }[status]
    refuse(outgoing, status, code)
    return
  }
  const { headers, method, url } = incoming
  const upstream = request({ host: '127.0.0.1', port, method, path: url, headers, agent: false })
  upstream.on('response', (reply) => {
    outgoing.writeHead(reply.statusCode ?? 500, reply.rawHeaders)
    if (fault === 'half') reply.once('data', () => setImmediate(() => outgoing.destroy()))
    reply.pipe(outgoing)
    reply.on('close', () => reply.complete || outgoing.destroy())
  })
  upstream.on('error', () => outgoing.destroy())
  outgoing.on('close', () => outgoing.writableFinished || upstream.destroy())
  incoming.pipe(upstream)
}

function refuse(outgoing: ServerResponse, status: number, code: string): void {
  outgoing.writeHead(status, { 'content-type': 'application/xml' })
  // Stores repeat what they were sent, in errors of signatures.
  const repeated = '<CanonicalRequest>x-amz-security-token:secret</CanonicalRequest>'
  outgoing.end(`<Error><Code>${code}</Code><Message>As asked for.</Message>${repeated}</Error>`)
}

async function contentsOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true })
  const suffix = '._S3rver_object'
  const objects = entries.filter((entry) => entry.endsWith(suffix) && !entry.includes('_uploads/'))
  const uploads = entries.filter((entry) => /_S3rver_uploads\/[^/]+$/.test(entry))
  return [
    ...objects.map((entry) => entry.slice(`${bucket}/`.length, -suffix.length)),
    ...uploads.map((entry) => `upload ${entry.split('/').at(-1)}`),
  ].toSorted()
}
