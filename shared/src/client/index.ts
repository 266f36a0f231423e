export { startDownload } from './startDownload.ts'
export type { ExportClient, RequestOf } from './save/exportClient.ts'
export { receiveExport, type ReceivedBytes } from './save/receiveExport.ts'
export { SaveError, type SaveErrorCode } from './save/saveError.ts'
export {
  saveExport,
  type SavedExport,
  type SaveOptions,
  type SaveProgress,
} from './save/saveExport.ts'
