import type { CallFailure } from '../client/save/callFailure.ts'
import type { Redirected } from '../client/save/fetchDirectly.ts'
import type { ApiAddress } from './connectionFlags.ts'
import { CommandError, exitCodes } from './exitCode.ts'

// Why a call failed, and what to change.

/** A call that failed, with what clients of tRPC find under `data`. */
class RefusedCall extends CommandError {
  readonly data: CallFailure

  constructor(message: string, exitCode: number, data: CallFailure) {
    super(message, exitCode)
    this.data = data
  }
}

/** Procedures that have no 404 of their own: when one is missing, the router is elsewhere. */
const alwaysThere = ['report.list', 'export.list', 'export.limits', 'session.signIn']

export function isAlwaysThere(procedure: string, prefix: string): boolean {
  return alwaysThere.some((name) => procedure === name || procedure === prefix + name)
}

export function noProcedure(procedure: string, { trpcUrl, prefix }: ApiAddress): CommandError {
  const message = `There is no procedure ${procedure} at ${trpcUrl.href}\n${hintFor(procedure, prefix)}`
  return new RefusedCall(message, exitCodes.usage, { httpStatus: 404 })
}

function hintFor(procedure: string, prefix: string): string {
  if (procedure === 'session.signIn') {
    return 'This server has no accounts of its own: set COATCHECK_TOKEN.'
  }
  return prefix === ''
    ? "Pass the name that Coatcheck's router is nested under: --router reports, or COATCHECK_ROUTER."
    : "Check --router, or COATCHECK_ROUTER: the name that Coatcheck's router is nested under."
}

/** An answer that is not one of tRPC, or not one of Coatcheck. */
export function unexpected(target: URL, httpStatus: number, body: unknown): CommandError {
  const place = target.origin + target.pathname
  if (httpStatus >= 500) {
    // A proxy in front of a server that is down.
    return new RefusedCall(`${place} returned status ${httpStatus}.`, exitCodes.failed, {
      httpStatus,
    })
  }
  const message = isResult(body)
    ? `The result of ${place} is not that of Coatcheck.\n` +
      'The command needs plain JSON: a router with a transformer, such as superjson, cannot be called.'
    : `There is no tRPC API at ${place} (status ${httpStatus}).\n` +
      'Set the server with --url, and the path of its API with --trpc, such as --trpc /api/trpc.'
  return new RefusedCall(message, exitCodes.usage, { httpStatus })
}

function isResult(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'result' in body
}

export function unreachable(url: URL, cause: unknown): CommandError {
  const why = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : ''
  const message = `Cannot reach ${url.origin}. ${why}\nSet the server with --url or COATCHECK_URL.`
  return new CommandError(message, exitCodes.failed, { cause })
}

export function redirected({ message }: Redirected): CommandError {
  return new CommandError(
    `${message} Passwords and tokens are not sent there.\nIf it is your server, set it with --url or COATCHECK_URL.`,
    exitCodes.failed,
  )
}

export function refused(message: string, data: CallFailure, token: string | null): CommandError {
  const { httpStatus } = data
  if (token === null && httpStatus === 401) {
    const hint = 'Check COATCHECK_USERNAME and COATCHECK_PASSWORD.'
    return new RefusedCall(`${message} ${hint}`, exitCodes.notAllowed, data)
  }
  // Why a password is refused although it is right, the server's message says.
  if (token === null && httpStatus === 403) {
    return new RefusedCall(message, exitCodes.notAllowed, data)
  }
  if (httpStatus === 401 || httpStatus === 403) {
    return new RefusedCall(`${message} Check COATCHECK_TOKEN.`, exitCodes.notAllowed, data)
  }
  return new RefusedCall(message, httpStatus === 400 ? exitCodes.usage : exitCodes.failed, data)
}
