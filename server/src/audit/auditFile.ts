import { constants } from 'node:fs'
import { mkdir, open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../appError.ts'
import type { AuditRecord } from './auditEvent.ts'
import { createAuditIndex } from './auditIndex.ts'
import { formatAuditLine, parseAuditLine } from './auditLine.ts'
import type { AuditLog } from './auditLog.ts'
import { createLineWriter, type LinePlace } from './lineWriter.ts'
import { readBytes, readTail } from './readTail.ts'

export interface AuditFileOptions {
  readonly dataDir: string
  /** Milliseconds since 1970; tests bring their own. */
  readonly now?: () => number
  /** How much of the file's end is read for the history at the start. */
  readonly tailBytesMax?: number
}

export const auditFileName = 'audit.jsonl'

const tailBytesMaxDefault = 32 * 1024 ** 2

/**
 * An audit log in one file of JSON lines, which only ever grows.
 *
 * The file is the record; memory holds no more than where the latest events of each viewer stand
 * in it. A line that a crash tore is closed off and skipped, never cut away.
 */
export async function openAuditFile(options: AuditFileOptions): Promise<AuditLog> {
  const { dataDir, now = Date.now, tailBytesMax = tailBytesMaxDefault } = options
  const file = await openAppendOnly(dataDir)
  const index = createAuditIndex()
  const end = await readTail(file, tailBytesMax, ({ text, ...place }) => {
    const record = parseAuditLine(text, place.offset)
    if (record !== undefined) index.add(record, place)
  })
  const writer = createLineWriter(file, end)

  return {
    async append(event) {
      const line = formatAuditLine(event, new Date(now()).toISOString())
      index.add(event, await writer.append(line).catch(unwritable))
    },

    async listFor(viewerId, { limit, before }) {
      const places = index.latest(viewerId, limit, before)
      const records = await Promise.all(places.map((place) => readRecord(file, place)))
      // Should something else have written to the file, a place may hold another one's event.
      return records.filter((record) => record?.viewerId === viewerId) as AuditRecord[]
    },

    async close() {
      await writer.close()
      await file.close()
    },
  }
}

/** Readable by the service's own account only: it says who looked at what. */
async function openAppendOnly(dataDir: string): Promise<FileHandle> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const { O_RDWR, O_APPEND, O_CREAT } = constants
  return open(join(dataDir, auditFileName), O_RDWR | O_APPEND | O_CREAT, 0o600)
}

async function readRecord(file: FileHandle, place: LinePlace): Promise<AuditRecord | undefined> {
  const bytes = await readBytes(file, place.offset, place.lengthBytes)
  return parseAuditLine(bytes.toString('utf8'), place.offset)
}

function unwritable(cause: unknown): never {
  throw new AppError('store-unavailable', 'The export cannot be recorded now. Try again later.', {
    cause,
    retryAfterS: 30,
  })
}
