import { initTRPC, type TRPCError } from '@trpc/server'
import { shortText } from '../shortText.ts'
import { checkContext, type Context, type HttpCall } from './context.ts'
import {
  errorDetails,
  errorMessage,
  isOurFault,
  payloadTooLarge,
  toTrpcError,
} from './errorDetails.ts'

/** Names of procedures are shorter; what else a client asks for is repeated in part. */
const pathBytesMax = 100

const t = initTRPC.context<Context>().create({
  // Stacks stay here in every mode.
  isDev: false,
  errorFormatter: ({ shape, error, ctx }) => {
    const { code, httpStatus, path } = shape.data
    const callCount = ctx?.coatcheck.callCount
    return {
      ...shape,
      message: errorMessage(error, callCount),
      data: {
        code,
        httpStatus,
        ...(path !== undefined && { path: shortText(path, pathBytesMax) }),
        ...errorDetails(error, callCount),
      },
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
export const bareRouter = initTRPC.context<Context>().create({ isDev: false }).router

/** What procedures begin with: this package's own, or that of an app, with its middleware. */
export type BaseProcedure = typeof t.procedure

/** Open to anyone: only for signing in. */
export const publicProcedure = checked(t.procedure)

/** For signed-in viewers; `ctx.session` says who that is. */
export function signedInProcedureOn(base: BaseProcedure) {
  return checked(base).use(async ({ ctx, next }) =>
    next({ ctx: { session: await ctx.coatcheck.verifySession(ctx) } }),
  )
}

export type SignedInProcedure = ReturnType<typeof signedInProcedureOn>

export const ownProcedure: BaseProcedure = t.procedure

/** Limits what is read, and turns errors into those that clients may see. */
function checked(base: BaseProcedure) {
  return base.use(async ({ ctx, getRawInput, next, path }) => {
    checkContext(ctx)
    const result = await next({ getRawInput: () => readInput(ctx.coatcheck, getRawInput) })
    if (result.ok) return result
    logFault(ctx.coatcheck, result.error, path)
    throw toTrpcError(result.error, ctx.coatcheck.callCount)
  })
}

/** So that the operators learn of it in any app: its clients are told nothing. */
export function logFault({ faults }: HttpCall, error: TRPCError, path: string): void {
  if (isOurFault(error)) faults.log(error.cause ?? error, 'call failed', { path })
}

/** @throws AppError `payload-too-large` */
async function readInput(
  { bodyLimit }: HttpCall,
  getRawInput: () => Promise<unknown>,
): Promise<unknown> {
  if (bodyLimit.exceeded) throw payloadTooLarge()
  const cutOff = bodyLimit.whenExceeded.then(() => Promise.reject(payloadTooLarge()))
  return Promise.race([getRawInput(), cutOff])
}
