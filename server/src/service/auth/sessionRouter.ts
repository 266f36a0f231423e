import { z } from 'zod'
import type { Identity, Session } from './identity.ts'
import { bearerToken } from './bearerToken.ts'
import { isLocalRequest } from './localRequest.ts'
import { passwordLengthMax } from './passwordHash.ts'
import type { SignInMethods } from './signInMethods.ts'
import type { Request as HttpRequest, Response as HttpResponse } from 'express'
import { clientAddress } from '../../clientAddress.ts'
import { publicProcedure, router } from '../../trpc/init.ts'
import { requestInput } from '../../trpc/requestInput.ts'

export interface SessionDependencies {
  readonly identity: Identity
  readonly signInMethods: SignInMethods
  /** Gives the browser the cookie that tickets are bound to. */
  readonly bindBrowser: (request: HttpRequest, response: HttpResponse) => unknown
  /** Ends what the session has under way: its tickets and its runs. */
  readonly endExportsOf: (sessionId: string) => Promise<void>
}

const credentialsSchema = z.strictObject({
  username: z.string().min(1, 'Enter a username.').max(200, 'Use 200 characters at most.'),
  password: z
    .string()
    .min(1, 'Enter a password.')
    .max(passwordLengthMax, 'Use 1,000 characters at most.'),
})

export function sessionRouter({
  identity,
  signInMethods,
  bindBrowser,
  endExportsOf,
}: SessionDependencies) {
  const signedInProcedure = publicProcedure.use(async ({ ctx, next }) =>
    next({
      ctx: {
        session: await identity.verify(bearerToken(ctx.coatcheck.request.headers.authorization)),
      },
    }),
  )

  return router({
    /** What a sign-in page may offer here: asked before anybody has signed in. */
    options: publicProcedure.query(() => signInMethods.options()),
    signIn: publicProcedure
      .input(requestInput(credentialsSchema))
      .mutation(async ({ ctx, input }) => {
        const { request, response } = ctx.coatcheck
        const session = await identity.signIn({
          ...input,
          address: clientAddress(request) ?? 'unknown',
          isLocal: isLocalRequest(request),
        })
        // Already here: two first exports at once would each get a cookie, and one would be lost.
        bindBrowser(request, response)
        return handedOut(session)
      }),
    /** Begins a session of this browser with a token that a provider has issued. */
    open: signedInProcedure.mutation(({ ctx }) => {
      bindBrowser(ctx.coatcheck.request, ctx.coatcheck.response)
      const { viewer, expiresAt } = ctx.session
      return { viewer, expiresAt }
    }),
    viewer: signedInProcedure.query(({ ctx }) => ctx.session.viewer),
    renew: signedInProcedure.mutation(async ({ ctx }) =>
      handedOut(await identity.renew(ctx.session)),
    ),
    signOut: signedInProcedure.mutation(async ({ ctx }) => {
      await identity.signOut(ctx.session)
      await endExportsOf(ctx.session.sessionId)
    }),
  })
}

function handedOut({ token, viewer, expiresAt }: Session) {
  return { token, viewer, expiresAt }
}
