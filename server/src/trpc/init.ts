import { initTRPC } from '@trpc/server'
import { checkContext, type Context } from './context.ts'
import { errorDetails, errorMessage, toTrpcError } from './errorDetails.ts'

const t = initTRPC.context<Context>().create({
  // Stacks stay here in every mode.
  isDev: false,
  errorFormatter: ({ shape, error }) => {
    const { code, httpStatus, path } = shape.data
    return {
      ...shape,
      message: errorMessage(error),
      data: { code, httpStatus, path, ...errorDetails(error) },
    }
  },
  sse: {
    // Shorter than the idle timeouts of common proxies (nginx and AWS: 60 s).
    ping: { enabled: true, intervalMs: 15_000 },
    client: { reconnectAfterInactivityMs: 40_000 },
  },
})

export const { router } = t

/** For routers that other apps merge into theirs, which formats errors in its own way. */
export const bareRouter = initTRPC.context<Context>().create().router

/** Open to anyone: only for signing in. */
export const publicProcedure = t.procedure.use(async ({ ctx, next }) => {
  checkContext(ctx)
  const result = await next()
  if (!result.ok) throw toTrpcError(result.error)
  return result
})

/** For signed-in viewers; `ctx.session` says who that is. */
export const signedInProcedure = publicProcedure.use(async ({ ctx, next }) =>
  next({ ctx: { session: await ctx.coatcheck.verifySession() } }),
)
