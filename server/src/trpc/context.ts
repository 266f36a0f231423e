import type { Request, Response } from 'express'
import { bearerToken } from '../auth/bearerToken.ts'
import type { Identity, VerifiedSession } from '../auth/identity.ts'

export interface Context {
  readonly request: Request
  readonly response: Response
  /**
   * The session behind the request's Bearer token.
   *
   * @throws AppError `unauthenticated`
   */
  verifySession(): Promise<VerifiedSession>
}

export function createContextOf(identity: Identity) {
  return ({ req: request, res: response }: { req: Request; res: Response }): Context => ({
    request,
    response,
    verifySession: async () => identity.verify(bearerToken(request.headers.authorization)),
  })
}
