import { once } from 'node:events'
import { initTRPC } from '@trpc/server'
import { shortText } from '../shortText.ts'
import { checkContext, type Context, type Visit } from './context.ts'
import { errorDetails, errorMessage, payloadTooLarge, toTrpcError } from './errorDetails.ts'

/** Names of procedures are shorter; what else a client asks for is repeated in part. */
const pathBytesMax = 100

const t = initTRPC.context<Context>().create({
  // Stacks stay here in every mode.
  isDev: false,
  errorFormatter: ({ shape, error }) => {
    const { code, httpStatus, path } = shape.data
    return {
      ...shape,
      message: errorMessage(error),
      data: {
        code,
        httpStatus,
        ...(path !== undefined && { path: shortText(path, pathBytesMax) }),
        ...errorDetails(error),
      },
    }
  },
  sse: {
    // Shorter than the idle time-outs of common proxies (nginx and AWS: 60 s).
    ping: { enabled: true, intervalMs: 15_000 },
    client: { reconnectAfterInactivityMs: 40_000 },
  },
})

export const { router } = t

/** For what other apps merge into a router that formats errors in its own way. */
export const bareRouter = initTRPC.context<Context>().create().router

/** Open to anyone: signing in and nothing else. */
export const publicProcedure = t.procedure.use(async ({ ctx, getRawInput, next }) => {
  checkContext(ctx)
  const result = await next({ getRawInput: () => readInput(ctx.coatcheck, getRawInput) })
  if (!result.ok) throw toTrpcError(result.error)
  return result
})

/** For whoever has a valid token; `ctx.session` says who that is. */
export const signedInProcedure = publicProcedure.use(async ({ ctx, next }) =>
  next({ ctx: { session: await ctx.coatcheck.verifySession() } }),
)

/** @throws AppError `payload-too-large` */
async function readInput(
  { bodyTooLarge }: Visit,
  getRawInput: () => Promise<unknown>,
): Promise<unknown> {
  if (bodyTooLarge.aborted) throw payloadTooLarge()
  const cutOff = once(bodyTooLarge, 'abort').then(() => Promise.reject(payloadTooLarge()))
  return Promise.race([getRawInput(), cutOff])
}
