import {
  createTRPCClient,
  httpLink,
  httpSubscriptionLink,
  retryLink,
  splitLink,
  type Operation,
  type TRPCLink,
} from '@trpc/client'
import { tap } from '@trpc/server/observable'
import { EventSource } from 'eventsource'
import type { AppRouterOf } from '@coatcheck/server'
import type { AnyReports } from '@coatcheck/shared'
import { errorCodeOf } from './failure.ts'

export interface ClientOptions {
  /** Asked for every request and every reconnection, so a renewed token is used at once. */
  token: () => Promise<string | null>
  /** The server no longer accepts the token that was sent. */
  onRejectedToken: (token: string) => void
}

/** The page learns from the server which reports there are. */
type AppRouter = AppRouterOf<AnyReports>

export type Api = ReturnType<typeof createApi>

/** Of a call that the server has no room for: the last of them fails after some twelve seconds. */
const attemptsMax = 4
const retryDelayMs = 2_000

/**
 * One request per call, not batches: a slow count must not hold back the rows that are ready.
 */
export function createApi({ token, onRejectedToken }: ClientOptions) {
  const authorization = async ({ context }: Operation): Promise<Record<string, string>> => {
    // A call may bring a token of its own, or null for none.
    const sent = context.token === undefined ? await token() : (context.token as string | null)
    context.sentToken = sent
    return sent === null ? {} : { authorization: `Bearer ${sent}` }
  }
  return createTRPCClient<AppRouter>({
    links: [
      watchForRejectedToken(onRejectedToken),
      retryLink({
        retry: ({ op, error, attempts }) =>
          op.type !== 'subscription' && attempts < attemptsMax && isTurnedAway(error),
        retryDelayMs: (attempts) => attempts * retryDelayMs,
      }),
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: httpSubscriptionLink({
          url: '/trpc',
          // The browser's own EventSource cannot carry the header.
          EventSource,
          eventSourceOptions: ({ op }) => ({
            fetch: async (url, init) =>
              fetch(url, { ...init, headers: { ...init.headers, ...(await authorization(op)) } }),
          }),
        }),
        false: httpLink({ url: '/trpc', headers: ({ op }) => authorization(op) }),
      }),
    ],
  })
}

/** The server was too busy to begin with it, so that even a mutation may be sent again. */
function isTurnedAway(error: unknown): boolean {
  const code = errorCodeOf(error)
  return code === 'too-many-queries' || code === 'queue-full'
}

function watchForRejectedToken(
  onRejectedToken: ClientOptions['onRejectedToken'],
): TRPCLink<AppRouter> {
  return () =>
    ({ op, next }) =>
      next(op).pipe(
        tap({
          error(error) {
            const { sentToken: sent } = op.context
            if (typeof sent === 'string' && errorCodeOf(error) === 'unauthenticated') {
              onRejectedToken(sent)
            }
          },
        }),
      )
}
