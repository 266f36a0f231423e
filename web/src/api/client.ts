import {
  createTRPCClient,
  httpLink,
  httpSubscriptionLink,
  splitLink,
  type TRPCLink,
} from '@trpc/client'
import { tap } from '@trpc/server/observable'
import { EventSource } from 'eventsource'
import type { AppRouterOf } from '@coatcheck/server'
import type { AnyReports } from '@coatcheck/shared'
import { errorCodeOf } from './failure.ts'

export interface ClientOptions {
  /** Read anew for every request and every reconnection, so a renewed token is used at once. */
  token: () => string | null
  /** The server no longer accepts the token that was sent. */
  onRejectedToken: (token: string) => void
}

/** The page learns from the server which reports there are. */
type AppRouter = AppRouterOf<AnyReports>

export type Api = ReturnType<typeof createApi>

/**
 * One request per call, not batches: a slow count must not hold back the rows that are ready.
 */
export function createApi({ token, onRejectedToken }: ClientOptions) {
  const authorization = (): Record<string, string> => {
    const current = token()
    return current === null ? {} : { authorization: `Bearer ${current}` }
  }
  return createTRPCClient<AppRouter>({
    links: [
      watchForRejectedToken(token, onRejectedToken),
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: httpSubscriptionLink({
          url: '/trpc',
          // The browser's own EventSource cannot carry the header.
          EventSource,
          eventSourceOptions: {
            fetch: (url, init) =>
              fetch(url, { ...init, headers: { ...init.headers, ...authorization() } }),
          },
        }),
        false: httpLink({ url: '/trpc', headers: authorization }),
      }),
    ],
  })
}

function watchForRejectedToken(
  token: ClientOptions['token'],
  onRejectedToken: ClientOptions['onRejectedToken'],
): TRPCLink<AppRouter> {
  return () =>
    ({ op, next }) => {
      const sent = token()
      return next(op).pipe(
        tap({
          error(error) {
            if (sent !== null && errorCodeOf(error) === 'unauthenticated') onRejectedToken(sent)
          },
        }),
      )
    }
}
