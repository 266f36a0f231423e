export { startDownload } from './startDownload.ts'
export type { ExportClient, RequestOf } from './save/exportClient.ts'
export { fetchExport } from './save/fetchExport.ts'
export { receiveExport, type ReceivedBytes, type Receiving } from './save/receiveExport.ts'
export { SaveError, type SaveErrorCode } from './save/saveError.ts'
export { saveExport, type SaveOptions } from './save/saveExport.ts'
export type { SavedExport, SaveTarget } from './save/saveInto.ts'
export type {
  DownloadingProgress,
  PreparingProgress,
  QueuedProgress,
  SaveProgress,
} from './save/saveProgress.ts'
