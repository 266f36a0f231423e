import type { NodeMessage, ProgressStore } from '../progress/progressStore.ts'
import type { ExportRegistry } from './exportRegistry.ts'
import type { Retention } from './retention.ts'

export interface NodeMessageDependencies {
  readonly progress: ProgressStore
  readonly registry: ExportRegistry
  readonly retention: Retention
}

/** Acts on the messages that nodes send each other about exports of this one. */
export function followNodeMessages({
  progress,
  registry,
  retention,
}: NodeMessageDependencies): void {
  progress.subscribeToMessages(({ type, exportId }: NodeMessage) => {
    const job = registry.find(exportId)
    if (!job) return
    if (type === 'cancel') retention.stop(job)
    else if (!job.run && job.deliveryCount === 0) registry.handOver(job)
  })
}
