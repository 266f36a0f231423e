import type { ProgressStore } from '../progress/progressStore.ts'
import type { ExportDeliveries } from './exportDeliveries.ts'
import type { ExportRegistry } from './exportRegistry.ts'
import type { Retention } from './retention.ts'

export interface NodeMessageDependencies {
  readonly progress: ProgressStore
  readonly registry: ExportRegistry
  readonly retention: Retention
  readonly deliveries: Pick<ExportDeliveries, 'awaitElsewhere'>
  readonly onSessionEnded: (sessionId: string) => void
}

/** Acts on the messages that nodes send each other about sessions, and exports of this node. */
export function followNodeMessages({
  progress,
  registry,
  retention,
  deliveries,
  onSessionEnded,
}: NodeMessageDependencies): void {
  progress.subscribeToMessages((message) => {
    if (message.type === 'sessionEnded') {
      onSessionEnded(message.sessionId)
      return
    }
    const job = registry.find(message.exportId)
    if (!job) return
    if (message.type === 'cancel') retention.stop(job)
    else if (message.type === 'gone') {
      if (!job.isShared) return
      registry.handOver(job)
      job.dropFile()
    } else if (message.type === 'wanted') deliveries.awaitElsewhere(job)
    else if (!job.run && job.deliveryCount === 0) registry.handOver(job)
  })
}
