import type { ExportProgress } from '@coatcheck/shared'
import { createTRPCClient, httpSubscriptionLink } from '@trpc/client'
import { EventSource } from 'eventsource'
import type { DemoRouter } from './api.ts'

export interface Watch extends Disposable {
  /** Everything that was told so far, in order. */
  readonly seen: readonly ExportProgress[]
  statesOf(exportId: string): string[]
}

const comeBackMs = 200

/** Follows a viewer's exports as the page does. */
export async function watchExports(url: string, token: string): Promise<Watch> {
  const seen: ExportProgress[] = []
  const client = createTRPCClient<DemoRouter>({
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
  let subscription: { unsubscribe(): void }
  let comingBack: NodeJS.Timeout | undefined
  let isOver = false

  await new Promise<void>((resolve, reject) => {
    let hasStarted = false
    function connect(): void {
      subscription = client.export.watch.subscribe(
        {},
        {
          onStarted: () => {
            hasStarted = true
            resolve()
          },
          onData: ({ data }) => seen.push(data),
          onError: (error) => (hasStarted ? comeBack() : reject(error)),
          // As the page does: a node that stops ends its subscriptions.
          onComplete: comeBack,
        },
      )
    }
    function comeBack(): void {
      if (!isOver) comingBack = setTimeout(connect, comeBackMs)
    }
    connect()
  })
  return {
    seen,
    statesOf: (exportId) =>
      seen.filter((entry) => entry.exportId === exportId).map(({ state }) => state),
    [Symbol.dispose]: () => {
      isOver = true
      clearTimeout(comingBack)
      subscription.unsubscribe()
    },
  }
}
