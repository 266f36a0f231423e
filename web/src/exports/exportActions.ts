import {
  isShortened,
  type ExportLimits,
  type ExportProgress,
  type ExportRequest,
} from '@coatcheck/shared'
import type { ExportTracker } from '@coatcheck/shared/client'
import type { Ref } from 'vue'
import type { Api } from '../api/client.ts'
import { isKept } from './exportProgress.ts'
import type { StoredReceipts } from './storedReceipts.ts'

interface ActionOptions {
  api: Api
  /** Of the session that is open. */
  tracker: () => ExportTracker<Api>
  receipts: StoredReceipts
  limits: Readonly<Ref<ExportLimits | null>>
}

export interface ExportActions {
  start: (request: ExportRequest) => Promise<void>
  /** Asks once more for what an export was asked for. */
  startAgain: (progress: ExportProgress) => Promise<void>
  cancel: (exportId: string) => Promise<void>
  /** Whether `download` works. */
  mayDownload: (progress: ExportProgress, now: Date) => boolean
  /** Downloads a kept file, once more too, or one that the browser has not requested yet. */
  download: (progress: ExportProgress) => Promise<void>
}

/** What can be done with exports, whether the server prepares them or not. */
export function createExportActions(options: ActionOptions): ExportActions {
  const { api, tracker, receipts, limits } = options

  async function start(request: ExportRequest) {
    await tracker().prepare(request)
  }

  return {
    start,
    async startAgain(progress) {
      const { exportId, request } = progress
      await start(isShortened(progress) ? await api.export.request.query({ exportId }) : request)
    },
    cancel: async (exportId) => tracker().cancel(exportId),
    mayDownload(progress, now) {
      if (receipts.mayFetch(progress, now)) return true
      return limits.value?.prepares === true && isKept(progress, now)
    },
    download: async ({ exportId }) => tracker().download(exportId),
  }
}
