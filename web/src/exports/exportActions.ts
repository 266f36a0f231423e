import { isShortened, type ExportProgress, type ExportRequest } from '@coatcheck/shared'
import type { Api } from '../api/client.ts'
import { errorCodeOf } from '../api/errorDetails.ts'
import type { Downloads } from './downloads.ts'
import type { LoadedLimits } from './exportLimits.ts'
import { isKept, startedProgress } from './exportProgress.ts'
import type { PreparedExports } from './prepared.ts'
import type { Receipts } from './receipts.ts'

interface ActionOptions {
  api: Api
  downloads: Downloads
  limits: LoadedLimits
  prepared: PreparedExports
  receipts: Receipts
  /** Called with a new export of this tab. */
  onStarted: (progress: ExportProgress) => void
}

export interface ExportActions {
  start: (request: ExportRequest) => Promise<void>
  /** Asks once more for what an export was asked for. */
  startAgain: (progress: ExportProgress) => Promise<void>
  cancel: (exportId: string) => Promise<unknown>
  /** Whether `download` works. */
  mayDownload: (progress: ExportProgress, now: Date) => boolean
  /** Downloads a kept file, once more too, or one that the browser has not requested yet. */
  download: (progress: ExportProgress) => Promise<void>
}

/** What can be done with exports, whether the server prepares them or not. */
export function createExportActions(options: ActionOptions): ExportActions {
  const { api, downloads, limits, prepared, receipts, onStarted } = options

  /** Several nodes without a common store for files only take tickets. */
  async function start(request: ExportRequest) {
    const { prepares } = await limits.load()
    onStarted(prepares ? await prepareOrTicket(request) : await startByTicket(request))
  }

  async function prepareOrTicket(request: ExportRequest): Promise<ExportProgress> {
    try {
      return await prepared.prepare(request)
    } catch (error) {
      if (errorCodeOf(error) !== 'cannot-prepare') throw error
      // It was restarted as one of several nodes. The ticket needs no limits.
      await limits.reload().catch(() => {})
      return startByTicket(request)
    }
  }

  async function startByTicket(request: ExportRequest): Promise<ExportProgress> {
    const receipt = await api.export.createTicket.mutate(request)
    receipts.add(receipt)
    downloads.start(receipt)
    return startedProgress('waiting', request, receipt)
  }

  return {
    start,
    async startAgain(progress) {
      const { exportId, request } = progress
      await start(isShortened(progress) ? await api.export.request.query({ exportId }) : request)
    },
    cancel: (exportId) => api.export.cancel.mutate({ exportId }),
    mayDownload(progress, now) {
      if (limits.limits.value?.prepares && isKept(progress, now)) return true
      return receipts.mayFetch(progress) || receipts.mayFetchAgain(progress, now)
    },
    async download({ exportId }) {
      const receipt = receipts.get(exportId)
      if (receipt) downloads.start(receipt)
      else await prepared.save(exportId)
    },
  }
}
