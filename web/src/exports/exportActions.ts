import { isShortened, type ExportProgress, type ExportRequest } from '@coatcheck/shared'
import { startDownload } from '@coatcheck/shared/client'
import type { Api } from '../api/client.ts'
import type { LoadedLimits } from './exportLimits.ts'
import { isKept, newProgress } from './exportProgress.ts'
import type { PreparedExports } from './prepared.ts'
import type { Receipts } from './receipts.ts'

interface ActionOptions {
  api: Api
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
  const { api, limits, prepared, receipts, onStarted } = options

  /** Several nodes without a common store for files only take tickets. */
  async function start(request: ExportRequest) {
    const { prepares } = await limits.load()
    onStarted(prepares ? await prepared.prepare(request) : await startByTicket(request))
  }

  async function startByTicket(request: ExportRequest): Promise<ExportProgress> {
    const receipt = await api.export.createTicket.mutate(request)
    receipts.add(receipt)
    startDownload(receipt)
    return newProgress('waiting', request, receipt)
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
      if (receipt) startDownload(receipt)
      else await prepared.save(exportId)
    },
  }
}
