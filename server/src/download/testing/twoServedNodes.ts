import { randomBytes } from 'node:crypto'
import { SharedMemoryProgress } from '../../progress/testing/sharedMemoryProgress.ts'
import { FileStore } from '../../spool/fileStore.ts'
import type { SweepTimes } from '../../spool/fileSweeper.ts'
import { MemoryObjects } from '../../spool/testing/memoryObjects.ts'
import { MemoryTicketStore } from '../../tickets/memoryTicketStore.ts'
import {
  servedDownloads,
  type IssuedDownload,
  type ServedDownloads,
  type ServedOptions,
} from './servedDownloads.ts'

export interface TwoServedNodes extends AsyncDisposable {
  readonly here: ServedDownloads
  readonly there: ServedDownloads
  /** Where both keep finished files. */
  readonly objects: MemoryObjects
  /** The files as `here` sees them. */
  readonly files: FileStore
  /** The same ticket, to be redeemed at the other node. */
  elsewhere(issued: IssuedDownload): IssuedDownload
}

export interface TwoServedOptions extends ServedOptions {
  readonly times?: Partial<SweepTimes>
}

/** Two nodes in one process, which share tickets, progress and finished files. */
export async function twoServedNodes(options: TwoServedOptions = {}): Promise<TwoServedNodes> {
  const objects = new MemoryObjects()
  const key = randomBytes(32)
  const shared = { progress: new SharedMemoryProgress(), tickets: new MemoryTicketStore() }
  const logger = { info: () => {}, warn: () => {} }
  const open = async () => {
    const times = { everyMs: 1e9, toldMs: 0, ...options.times }
    const files = new FileStore({ objects, key, logger, times })
    return { files, node: await servedDownloads({ ...options, ...shared, files }) }
  }
  const [one, other] = [await open(), await open()]
  const [here, there] = [one.node, other.node]
  return {
    here,
    there,
    objects,
    files: one.files,
    elsewhere: ({ record, url }) =>
      there.issued(record, url.replace(here.routeUrl, there.routeUrl)),
    async [Symbol.asyncDispose]() {
      for (const { files, node } of [one, other]) {
        await node[Symbol.asyncDispose]()
        await files.close()
      }
    },
  }
}
