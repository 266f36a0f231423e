import { z } from 'zod'
import type { ExportClient } from '../client/save/exportClient.ts'
import { fetchDirectly, Redirected } from '../client/save/fetchDirectly.ts'
import { exportProgressSchema } from '../exportProgress.ts'
import type { ReportOutline } from '../reportDescription.ts'
import { ticketReceiptSchema } from '../ticketReceipt.ts'
import { CommandError, exitCodes } from './exitCode.ts'

/** The calls of the command, by tRPC's plain HTTP protocol: the types of reports are unknown. */
export interface HttpApi extends ExportClient {
  signIn(account: { username: string; password: string }): Promise<string>
  reports(): Promise<readonly ReportOutline[]>
}

const failureSchema = z.object({
  error: z.object({ message: z.string(), data: z.object({ httpStatus: z.number() }).optional() }),
})
const sessionSchema = z.object({ token: z.string() })
// The descriptions of reports are only shown.
const outlinesSchema = z.array(z.custom<ReportOutline>((value) => typeof value === 'object'))

export function httpApi(url: URL, token: string | null): HttpApi {
  async function call<Schema extends z.ZodType>(
    procedure: string,
    schema: Schema,
    { input, mutation = false, signal }: CallInput,
  ): Promise<z.output<Schema>> {
    const address = new URL(`trpc/${procedure}`, url)
    const json = input === undefined ? undefined : JSON.stringify(input)
    if (!mutation && json !== undefined) address.searchParams.set('input', json)
    const response = await fetchDirectly(address, {
      method: mutation ? 'POST' : 'GET',
      headers: {
        ...(mutation && { 'content-type': 'application/json' }),
        ...(token !== null && { authorization: `Bearer ${token}` }),
      },
      ...(mutation && json !== undefined && { body: json }),
      ...(signal && { signal }),
    }).catch((error: unknown) => {
      signal?.throwIfAborted()
      throw error instanceof Redirected ? redirected(error) : unreachable(url, error)
    })
    const body: unknown = await response.json().catch(() => null)
    const failure = failureSchema.safeParse(body).data
    if (failure) throw refused(failure.error.message, response.status, token)
    const result = z.object({ result: z.object({ data: schema.optional() }) }).safeParse(body)
    if (!result.success) throw new CommandError(`${url.href} is not a Coatcheck server.`)
    return result.data.result.data as z.output<Schema>
  }

  return {
    async signIn(account) {
      const input = { input: account, mutation: true }
      return (await call('session.signIn', sessionSchema, input)).token
    },
    reports: () => call('report.list', outlinesSchema, {}),
    export: {
      createTicket: {
        mutate: (request, options) =>
          call('export.createTicket', ticketReceiptSchema, {
            input: request,
            mutation: true,
            ...options,
          }),
      },
      list: {
        query: (input, options) =>
          call('export.list', z.array(exportProgressSchema), { input, ...options }),
      },
      cancel: {
        mutate: (input, options) =>
          call('export.cancel', z.unknown(), { input, mutation: true, ...options }),
      },
    },
  }
}

interface CallInput {
  readonly input?: unknown
  readonly mutation?: boolean
  readonly signal?: AbortSignal
}

function unreachable(url: URL, error: unknown): CommandError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : ''
  return new CommandError(
    `Cannot reach ${url.origin}. ${cause}\nSet the server with --url or COATCHECK_URL.`,
    exitCodes.failed,
  )
}

function redirected({ message }: Redirected): CommandError {
  return new CommandError(
    `${message} Passwords and tokens are not sent there.\nIf it is your server, set it with --url or COATCHECK_URL.`,
    exitCodes.failed,
  )
}

function refused(message: string, status: number, token: string | null): CommandError {
  if (token === null && status === 401) {
    const hint = 'Check COATCHECK_USERNAME and COATCHECK_PASSWORD.'
    return new CommandError(`${message} ${hint}`, exitCodes.notAllowed)
  }
  // Why a password is refused although it is right, the server's message says.
  if (token === null && status === 403) return new CommandError(message, exitCodes.notAllowed)
  if (status === 401 || status === 403) {
    return new CommandError(`${message} Check COATCHECK_TOKEN.`, exitCodes.notAllowed)
  }
  return new CommandError(message, status === 400 ? exitCodes.usage : exitCodes.failed)
}
