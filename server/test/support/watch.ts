import type { ExportProgress } from '@coatcheck/shared'
import { createTRPCClient, httpSubscriptionLink } from '@trpc/client'
import { EventSource } from 'eventsource'
import type { AppRouter } from '../../src/index.ts'

export interface Watch extends Disposable {
  /** Everything that was told so far, in order. */
  readonly seen: readonly ExportProgress[]
  statesOf(exportId: string): string[]
}

/** Follows a viewer's exports as the page does. */
export async function watchExports(url: string, token: string): Promise<Watch> {
  const seen: ExportProgress[] = []
  const client = createTRPCClient<AppRouter>({
    links: [
      httpSubscriptionLink({
        url: `${url}/trpc`,
        EventSource,
        eventSourceOptions: {
          fetch: (address, init) =>
            fetch(address, {
              ...init,
              headers: { ...init.headers, authorization: `Bearer ${token}` },
            }),
        },
      }),
    ],
  })
  const subscription = await new Promise<{ unsubscribe(): void }>((resolve, reject) => {
    const started = client.export.watch.subscribe(
      {},
      {
        onStarted: () => resolve(started),
        onData: ({ data }) => seen.push(data),
        onError: reject,
      },
    )
  })
  return {
    seen,
    statesOf: (exportId) =>
      seen.filter((each) => each.exportId === exportId).map(({ state }) => state),
    [Symbol.dispose]: () => subscription.unsubscribe(),
  }
}
