import { z } from 'zod'
import type { Identity, Session } from './identity.ts'
import { bearerToken } from './bearerToken.ts'
import { isLocalRequest } from './localRequest.ts'
import { passwordLengthMax } from './passwordHash.ts'
import type { SignInMethods } from './signInMethods.ts'
import { publicProcedure, router } from '../../trpc/init.ts'
import { requestInput } from '../../trpc/requestInput.ts'

export interface SessionDependencies {
  readonly identity: Identity
  readonly signInMethods: SignInMethods
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

export function sessionRouter({ identity, signInMethods, endExportsOf }: SessionDependencies) {
  const signedInProcedure = publicProcedure.use(async ({ ctx, next }) =>
    next({
      ctx: {
        session: await identity.verify(
          bearerToken(ctx.coatcheck.request.headers.get('authorization')),
        ),
      },
    }),
  )

  return router({
    /** What a sign-in page may offer here: asked before anybody has signed in. */
    options: publicProcedure.query(() => signInMethods.options()),
    signIn: publicProcedure
      .input(requestInput(credentialsSchema))
      .mutation(async ({ ctx, input }) => {
        const { request } = ctx.coatcheck
        const session = await identity.signIn({
          ...input,
          address: request.address ?? 'unknown',
          isLocal: isLocalRequest(request),
        })
        return handedOut(session)
      }),
    /** Begins a session of this browser with a token that a provider has issued. */
    open: signedInProcedure.mutation(({ ctx }) => {
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
