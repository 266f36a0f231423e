// Speaks the protocol of runs/workerProtocol.ts and misbehaves on demand: a request's `minDelay`
// chooses how. Without one it writes a megabyte and is done. Bytes are all the same; what matters is
// how they end.
import { writeSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'

const faults = {
  1: crash,
  2: exhaustMemory,
  3: fail,
  4: failBeforeTheFirstByte,
  5: hang,
  6: crawl,
  7: flood,
}
const piece = Buffer.alloc(64 * 1024, 'x')
const failedOnce = new Set()
const cancelled = new Set()

parentPort.on('message', (message) => {
  if (message.type === 'run') void run(message.job)
  else if (message.type === 'close') parentPort.close()
  else cancelled.add(message.exportId)
})

async function run(job) {
  const fault = faults[job.request.filters.minDelay] ?? succeed
  await fault(job)
}

async function succeed(job) {
  for (let written = 0; written < 16; written++) write(job, written)
  answer(job, {
    type: 'done',
    result: { rowCount: 16, sizeBytes: 16 * piece.length, sha256: '0'.repeat(64) },
  })
}

async function crash(job) {
  await begin(job)
  throw new Error('A fault of the test.')
}

async function exhaustMemory(job) {
  await begin(job)
  const kept = []
  for (;;) kept.push(new Array(1e5).fill(kept.length))
}

async function fail(job) {
  await begin(job)
  failed(job)
}

async function failBeforeTheFirstByte(job) {
  if (failedOnce.has(job.exportId)) return succeed(job)
  failedOnce.add(job.exportId)
  return failed(job)
}

/** Deaf to everything, as a thread in an endless loop is; but it leaves the core to others. */
async function hang(job) {
  await begin(job)
  const cell = new Int32Array(new SharedArrayBuffer(4))
  for (;;) Atomics.wait(cell, 0, 0, 10)
}

async function crawl(job) {
  for (let written = 0; !cancelled.has(job.exportId); written++) {
    write(job, written)
    await sleep(20)
  }
  answer(job, { type: 'failed', code: 'cancelled', message: 'Cancelled.', detail: '' })
}

/** More than sockets hold on their way to a client that reads nothing. */
async function flood(job) {
  const count = 1024
  for (let written = 0; written < count; written++) write(job, written)
  answer(job, {
    type: 'done',
    result: { rowCount: count, sizeBytes: count * piece.length, sha256: '0'.repeat(64) },
  })
}

/** Past the grace, so that the client has its headers. */
async function begin(job) {
  write(job, 0)
  await sleep(400)
}

function write(job, index) {
  writeSync(job.fileDescriptor, piece, 0, piece.length, index * piece.length)
  answer(job, { type: 'progress', rows: index + 1, bytes: (index + 1) * piece.length })
}

function failed(job) {
  const message = 'The database could not answer. Please try again.'
  answer(job, { type: 'failed', code: 'database-failed', message, detail: 'secret detail' })
}

function answer({ exportId }, message) {
  parentPort.postMessage({ exportId, ...message })
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
