export { startDownload } from './startDownload.ts'
