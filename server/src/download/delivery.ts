import { once } from 'node:events'
import type { Request, Response } from 'express'
import { AppError } from '../appError.ts'
import type { Coverage } from '../exports/coverage.ts'
import type { CoatcheckLimits } from '../limits.ts'
import type { Spool } from '../spool/spool.ts'
import type { RunResult } from '../runs/workerProtocol.ts'
import { setFileHeaders, type FileDescription } from './fileHeaders.ts'
import { requestedRange } from './range.ts'

export type DeliveryLimits = Pick<CoatcheckLimits, 'stallMs' | 'deliveryDeadlineMs'>

export interface Delivery {
  readonly file: FileDescription
  readonly spool: Spool
  /** Null while the run is going on. */
  readonly result: RunResult | null
  /** What its client has been sent, in this delivery and those before. */
  readonly coverage: Coverage
  /** Called for every chunk that is written to the socket. */
  readonly onSent: (bytes: number) => void
  readonly request: Request
  readonly response: Response
  readonly limits: Pick<DeliveryLimits, 'stallMs'>
  /** Aborts when the client has disconnected or the delivery must end. */
  readonly signal: AbortSignal
}

/** What one delivery holds in memory, besides the kernel's socket buffer. */
const chunkBytes = 64 * 1024

/**
 * Sends the spool, with its length when the run is done. Returns whether the client has been sent all
 * of the file by now. Once the headers are sent every failure destroys the socket: a body that
 * merely ends would look whole.
 */
export async function deliver(delivery: Delivery): Promise<boolean> {
  const { file, response, result } = delivery
  setFileHeaders(response, file)
  try {
    return result ? await sendSized(delivery, result) : await sendGrowing(delivery)
  } catch {
    response.destroy()
    return false
  }
}

async function sendSized(delivery: Delivery, result: RunResult): Promise<boolean> {
  const { request, response } = delivery
  const etag = `"${result.sha256.slice(0, 32)}"`
  const range = requestedRange(
    { range: request.get('range'), ifRange: request.get('if-range') },
    result.sizeBytes,
    etag,
  )
  const { start, end } = range ?? { start: 0, end: result.sizeBytes - 1 }
  response.setHeader('Accept-Ranges', 'bytes')
  response.setHeader('ETag', etag)
  response.setHeader('Content-Length', end - start + 1)
  if (range) {
    response.status(206)
    response.setHeader('Content-Range', `bytes ${start}-${end}/${result.sizeBytes}`)
  }
  for (let position = start; position <= end;) {
    position += await sendChunk(delivery, position, end + 1 - position)
  }
  await finish(delivery)
  return delivery.coverage.isWhole(result.sizeBytes)
}

async function sendGrowing(delivery: Delivery): Promise<boolean> {
  const { response, signal, spool } = delivery
  response.setHeader('Accept-Ranges', 'none')
  for (let position = 0; ;) {
    await spool.waitPast(position, signal)
    const available = spool.sizeBytes - position
    if (available === 0) break
    position += await sendChunk(delivery, position, available)
  }
  await finish(delivery)
  return true
}

async function sendChunk(
  delivery: Delivery,
  position: number,
  availableBytes: number,
): Promise<number> {
  const { response, signal, spool } = delivery
  signal.throwIfAborted()
  // A new buffer for each chunk, because the socket keeps it until the kernel has it.
  const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, availableBytes))
  const bytesRead = await spool.read(buffer, position)
  if (bytesRead === 0) throw new AppError('internal', 'The spool ended early.')
  const ready = response.write(buffer.subarray(0, bytesRead))
  delivery.coverage.add(position, position + bytesRead)
  delivery.onSent(bytesRead)
  if (!ready) await withinStall(delivery, 'drain')
  return bytesRead
}

async function finish(delivery: Delivery): Promise<void> {
  delivery.response.end()
  if (!delivery.response.writableFinished) await withinStall(delivery, 'finish')
}

/** Waits for an event of the response, unless the client disconnects or reads nothing for too long. */
async function withinStall(
  { response, signal, limits }: Delivery,
  event: 'drain' | 'finish',
): Promise<void> {
  const stall = new AbortController()
  const timer = setTimeout(() => stall.abort(), limits.stallMs)
  try {
    await once(response, event, { signal: AbortSignal.any([signal, stall.signal]) })
  } finally {
    clearTimeout(timer)
  }
}
