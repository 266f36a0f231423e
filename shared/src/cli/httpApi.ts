import { z } from 'zod'
import type { CallFailure } from '../client/save/callFailure.ts'
import type { ExportClient } from '../client/save/exportClient.ts'
import { fetchDirectly, Redirected } from '../client/save/fetchDirectly.ts'
import { exportProgressSchema, type ExportProgress } from '../exportProgress.ts'
import { exportLimitsSchema, preparedExportSchema } from '../preparedExport.ts'
import type { ReportOutline } from '../reportDescription.ts'
import { ticketReceiptSchema } from '../ticketReceipt.ts'
import { CommandError, exitCodes } from './exitCode.ts'
import type { ListInput } from './listCommand.ts'

/** The calls of the command, by tRPC's plain HTTP protocol: the types of reports are unknown. */
export interface HttpApi extends ExportClient {
  signIn(account: { username: string; password: string }): Promise<string>
  reports(): Promise<readonly ReportOutline[]>
  exports(input: ListInput): Promise<readonly ExportProgress[]>
}

const failureSchema = z.object({
  error: z.object({
    message: z.string(),
    data: z
      .object({
        httpStatus: z.number(),
        appCode: z.string().optional(),
        retryAfterS: z.number().nonnegative().nullish(),
      })
      .optional(),
  }),
})
const sessionSchema = z.object({ token: z.string() })
// The descriptions of reports are only shown.
const outlinesSchema = z.array(z.custom<ReportOutline>((value) => typeof value === 'object'))

const exportsSchema = z.array(exportProgressSchema)
// Older servers tell less.
const limitsSchema = exportLimitsSchema.partial()

/** A call that failed, with what clients of tRPC find under `data`. */
class RefusedCall extends CommandError {
  readonly data: CallFailure

  constructor(message: string, exitCode: number, data: CallFailure) {
    super(message, exitCode)
    this.data = data
  }
}

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
    const { status } = response
    if (failure) {
      const { message, data } = failure.error
      throw refused(message, { ...data, httpStatus: status }, token)
    }
    const result = z.object({ result: z.object({ data: schema.optional() }) }).safeParse(body)
    if (!result.success) {
      const message = `${url.href} is not a Coatcheck server.`
      throw new RefusedCall(message, exitCodes.usage, { httpStatus: status })
    }
    return result.data.result.data as z.output<Schema>
  }

  return {
    async signIn(account) {
      const input = { input: account, mutation: true }
      return (await call('session.signIn', sessionSchema, input)).token
    },
    reports: () => call('report.list', outlinesSchema, {}),
    exports: (input) => call('export.list', exportsSchema, { input }),
    export: exportCalls(call),
  }
}

function exportCalls(call: Call): HttpApi['export'] {
  const mutation = true
  return {
    createTicket: {
      mutate: (input, options) =>
        call('export.createTicket', ticketReceiptSchema, { input, mutation, ...options }),
    },
    prepare: {
      mutate: (input, options) =>
        call('export.prepare', preparedExportSchema, { input, mutation, ...options }),
    },
    pickUp: {
      mutate: (input, options) =>
        call('export.pickUp', ticketReceiptSchema, { input, mutation, ...options }),
    },
    limits: {
      query: async (_input, options) => {
        const { prepares = false } = await call('export.limits', limitsSchema, { ...options })
        return { prepares }
      },
    },
    list: {
      query: (input, options) => call('export.list', exportsSchema, { input, ...options }),
    },
    cancel: {
      mutate: (input, options) =>
        call('export.cancel', z.unknown(), { input, mutation, ...options }),
    },
  }
}

type Call = <Schema extends z.ZodType>(
  procedure: string,
  schema: Schema,
  input: CallInput,
) => Promise<z.output<Schema>>

interface CallInput {
  readonly input?: unknown
  readonly mutation?: boolean
  readonly signal?: AbortSignal
}

function unreachable(url: URL, cause: unknown): CommandError {
  const why = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : ''
  const message = `Cannot reach ${url.origin}. ${why}\nSet the server with --url or COATCHECK_URL.`
  return new CommandError(message, exitCodes.failed, { cause })
}

function redirected({ message }: Redirected): CommandError {
  return new CommandError(
    `${message} Passwords and tokens are not sent there.\nIf it is your server, set it with --url or COATCHECK_URL.`,
    exitCodes.failed,
  )
}

function refused(message: string, data: CallFailure, token: string | null): CommandError {
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
