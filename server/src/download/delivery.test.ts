import { expect, test, vi } from 'vitest'
import * as collectGarbage from '../collectGarbage.ts'
import { Coverage } from '../exports/coverage.ts'
import type { HttpReply } from '../http/httpReply.ts'
import type { ExportFile } from '../spool/exportFile.ts'
import { deliver } from './delivery.ts'
import { collectSendingGarbage } from './sendingGarbage.ts'

const { signal } = new AbortController()

/** A file that grows by these pieces while it is read, and where its reader has been before. */
function growingFile(pieces: readonly string[]) {
  const readBefore: unknown[] = []
  let grown = 0
  const file: ExportFile = {
    get sizeBytes() {
      return pieces.slice(0, grown).join('').length
    },
    complete: false,
    error: null,
    closed: false,
    async waitPast() {
      grown += 1
    },
    async waitForEnd() {},
    async *read(start, end, _signal, before) {
      readBefore.push(before)
      yield new Uint8Array(Buffer.from(pieces.join('').slice(start, end)))
    },
  }
  return { file, readBefore }
}

function keepingReply() {
  const sent: string[] = []
  const reply: HttpReply = {
    needsLength: false,
    hasBegun: false,
    gone: signal,
    begin: () => {},
    write: (chunk) => sent.push(String(Buffer.from(chunk))) > 0,
    drained: async () => {},
    end: async () => {},
    send: () => {},
    cut: () => sent.push('cut'),
  }
  return { reply, sent }
}

/** Sends a file whose run is still going on. */
function deliverGrowing(spool: ExportFile, reply: HttpReply): Promise<boolean> {
  return deliver({
    file: { fileName: 'rows.csv', contentType: 'text/csv' },
    spool,
    result: null,
    coverage: new Coverage(),
    onSent: () => {},
    range: { range: undefined, ifRange: undefined },
    reply,
    limits: { stallMs: 1000 },
    signal,
    onFault: () => {},
  })
}

test('a file that grows is read as by one reader, so that a fast one gets longer chunks', async () => {
  const { file, readBefore } = growingFile(['first ', 'second ', 'third'])
  const { reply, sent } = keepingReply()
  const isWhole = await deliverGrowing(file, reply)
  expect(isWhole).toBe(true)
  expect(sent).toEqual(['first ', 'second ', 'third'])
  expect(readBefore).toEqual([0, 6, 13])
})

test('collects the objects of deliveries each time that 16 MB have been sent', async () => {
  collectSendingGarbage()
  const collectYoung = vi.spyOn(collectGarbage, 'collectYoung')
  const piece = 'x'.repeat(5 * 1_024 * 1_024)
  const counts: number[] = []
  for (let round = 0; round < 2; round += 1) {
    const { file } = growingFile(Array<string>(4).fill(piece))
    await deliverGrowing(file, { ...keepingReply().reply, write: () => true })
    counts.push(collectYoung.mock.calls.length)
  }
  expect(counts).toEqual([1, 2])
})
