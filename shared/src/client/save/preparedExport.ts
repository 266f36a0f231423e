import type { ExportProgress } from '../../exportProgress.ts'
import type { PreparedExport } from '../../preparedExport.ts'
import { ticketReceiptSchema } from '../../ticketReceipt.ts'
import { failureOf, isTemporary } from './callFailure.ts'
import { checkSum, damaged } from './checkSum.ts'
import { endOf, noLongerKept, unknownExport } from './endedExport.ts'
import { pause, persist } from './patience.ts'
import { receiveExport, type ReceivedBytes } from './receiveExport.ts'
import { cancelExport, type Connection, type RemoteExport } from './remoteExport.ts'
import type { SaveProgress } from './saveProgress.ts'
import { newClientKey, notAReceipt } from './ticketExport.ts'

type Report = ((progress: SaveProgress) => void) | undefined

const firstPauseMs = 100
const pauseMsMax = 1_000
const pauseGrowth = 1.5

/**
 * An export that the server prepares: its file has an exact length before the first byte, so that
 * a broken download resumes at any size.
 *
 * @param known its progress, if it has just been asked for
 */
export function preparedExport(
  connection: Connection,
  { exportId, fileName, rowCount }: PreparedExport,
  known: ExportProgress | null = null,
): RemoteExport {
  const latest = () => findExport(connection, exportId)
  let sha256: string | null = null
  let isReady = false

  async function* receive(onProgress: Report): AsyncGenerator<ReceivedBytes> {
    const ready = await whenReady(latest, { known, signal: connection.signal, onProgress })
    ;({ sha256 } = ready)
    isReady = true
    const clientKey = newClientKey()
    const pickUp = () => pickUpExport(connection, { exportId, clientKey })
    const { signal, retryForMs } = connection
    yield* receiveExport({ url: await pickUp(), clientKey, signal, retryForMs, renewUrl: pickUp })
  }

  return {
    exportId,
    fileName,
    rowCount,
    receive,
    async check(received) {
      if (sha256 === null) await checkSum(latest, received, connection.signal)
      else if (received !== sha256) throw damaged()
    },
    isReady: () => isReady,
    cancel: () => cancelExport(connection.client, exportId),
  }
}

/** @throws SaveError `gone` if the viewer has no such export */
export async function findExport(
  connection: Connection,
  exportId: string,
): Promise<ExportProgress> {
  const { list } = connection.client.export
  const found = await persist((signal) => list.query({ exportId }, { signal }), connection)
  const progress = found.find((candidate) => candidate.exportId === exportId)
  if (progress === undefined) throw unknownExport(exportId)
  return progress
}

interface Waiting {
  readonly known: ExportProgress | null
  readonly signal: AbortSignal
  readonly onProgress: Report
}

/** @throws SaveError `failed` or `gone` if there will be no file */
async function whenReady(
  latest: () => Promise<ExportProgress>,
  { known, signal, onProgress }: Waiting,
): Promise<ExportProgress> {
  let progress = known
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * pauseGrowth, pauseMsMax)) {
    if (progress) {
      const end = endOf(progress)
      if (end) throw end
      if (progress.state === 'ready' || progress.state === 'delivered') return progress
      onProgress?.(phaseOf(progress))
    }
    await pause(pauseMs, signal)
    progress = await latest()
  }
}

function phaseOf(progress: ExportProgress): SaveProgress {
  const { exportId, fileName, rowCount, rowsWritten, placeInLine, waitS } = progress
  const common = { exportId, fileName, rowCount, bytesReceived: 0, totalBytes: null }
  if (progress.state === 'running') return { ...common, phase: 'preparing', rowsWritten }
  return { ...common, phase: 'queued', placeInLine, waitS }
}

/**
 * Returns the address of the download, with a new ticket.
 *
 * @throws SaveError `gone` or `failed` if the file is not there any more
 */
async function pickUpExport(
  connection: Connection,
  input: { exportId: string; clientKey: string },
): Promise<URL> {
  const { pickUp } = connection.client.export
  if (pickUp === undefined) throw unknownExport(input.exportId)
  const received = await persist(
    (signal) => pickUp.mutate(input, { signal }),
    connection,
    // Ready a moment ago, and told to another part of the server only now.
    (error) => isTemporary(error) || failureOf(error)?.httpStatus === 409,
  ).catch(async (error: unknown) => {
    if (failureOf(error)?.httpStatus !== 404) throw error
    const end = endOf(await findExport(connection, input.exportId))
    throw end ?? noLongerKept(error)
  })
  const { data: receipt } = ticketReceiptSchema.safeParse(received)
  if (receipt === undefined) throw notAReceipt()
  return new URL(receipt.url, connection.url)
}
