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
export type { TrackerClient } from './tracker/trackerClient.ts'
export { createExportTracker, type ExportTracker } from './tracker/createExportTracker.ts'
export { createDownloads, type Downloads } from './tracker/downloads.ts'
export { isInProgress, wasKept } from './tracker/progressState.ts'
export { TrackerError, type TrackerErrorCode } from './tracker/trackerError.ts'
export type { TrackerMemory } from './tracker/trackerMemory.ts'
export type { TrackerOptions } from './tracker/trackerParts.ts'
export type { TrackedExport, TrackerSnapshot } from './tracker/trackerSnapshot.ts'
export type { TrackerConnection } from './tracker/watchExports.ts'
