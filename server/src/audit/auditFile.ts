import { constants } from 'node:fs'
import { mkdir, open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { auditUnavailable } from '../exportErrors.ts'
import type { AuditRecord } from './auditEvent.ts'
import { createAuditIndex } from './auditIndex.ts'
import { formatAuditLine, parseAuditLine } from './auditLine.ts'
import type { AuditLog } from './auditLog.ts'
import { createLineWriter, type LinePlace } from './lineWriter.ts'
import { readBytes, readTail } from './readTail.ts'

export interface AuditFileOptions {
  /** Folder of the file; created if it is missing. */
  readonly dataDir: string
  /** Milliseconds since 1970; the system's clock by default. */
  readonly now?: () => number
  /** Bytes of the end of the file that are read at the start, for the history; 32 MiB by default. */
  readonly tailBytesMax?: number
}

export const auditFileName = 'audit.jsonl'

const tailBytesMaxDefault = 32 * 1024 ** 2

/**
 * Opens an audit log in the file `audit.jsonl` of `dataDir`: JSON lines, only ever appended to.
 *
 * The file is the record; memory holds only the positions of the latest events of each viewer. A line
 * that a crash left incomplete is terminated and skipped, never removed.
 *
 * @throws Error of the file system when the folder or the file cannot be opened.
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
      // If something else has written to the file, a position may hold another viewer's event.
      return records.filter((record) => record?.viewerId === viewerId) as AuditRecord[]
    },

    async close() {
      await writer.close()
      await file.close()
    },
  }
}

/** Readable only by the account of the service: it says who looked at what. */
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
  throw auditUnavailable(cause)
}
