import type { ExportProgress } from '../../exportProgress.ts'
import type { ExportClient } from '../save/exportClient.ts'

/** What a subscription of a tRPC client calls. */
export interface WatchHandlers {
  onStarted(): void
  onData(event: { readonly id: string; readonly data: ExportProgress }): void
  onError(error: unknown): void
  onComplete(): void
  onConnectionStateChange(change: { readonly state: string; readonly error?: unknown }): void
}

/**
 * The part of a tRPC client that a tracker needs: `createTRPCClient<AppRouter>()`, or the part of
 * another client that belongs to Coatcheck's router. Its links must support subscriptions.
 */
export interface TrackerClient extends ExportClient {
  readonly export: Required<ExportClient['export']> & {
    readonly watch: {
      subscribe(
        input: { lastEventId?: string | null | undefined } | undefined,
        handlers: WatchHandlers,
      ): { unsubscribe(): void }
    }
  }
}
