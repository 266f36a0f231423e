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
import type { AppRouter } from './appRouter.ts'
import { errorCodeOf } from './errorDetails.ts'

export interface ClientOptions {
  /** Called for each request and each reconnection, so that a renewed token is used at once. */
  token: () => Promise<string | null>
  /** Called with the token that was sent when the server rejects it. */
  onRejectedToken: (token: string) => void
}

export type Api = ReturnType<typeof createApi>

/** Of a call that the server has no room for: the last of them fails after some twelve seconds. */
const attemptsMax = 4
const retryDelayMs = 2_000

/**
 * The typed client of the server. It sends one request per call, no batches: a slow count must not
 * delay rows that are ready.
 */
export function createApi({ token, onRejectedToken }: ClientOptions) {
  const authorization = async ({ context }: Operation): Promise<Record<string, string>> => {
    // A call may override the token in its context; null sends none.
    const sent = context.token === undefined ? await token() : (context.token as string | null)
    context.sentToken = sent
    return sent === null ? {} : { authorization: `Bearer ${sent}` }
  }
  return createTRPCClient<AppRouter>({
    links: [
      reportRejectedToken(onRejectedToken),
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

/** The server was too busy to start the call, so that even a mutation can be sent again. */
function isTurnedAway(error: unknown): boolean {
  const code = errorCodeOf(error)
  return code === 'too-many-queries' || code === 'queue-full'
}

function reportRejectedToken(
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
