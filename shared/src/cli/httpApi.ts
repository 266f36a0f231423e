import { z } from 'zod'
import type { ExportClient } from '../client/save/exportClient.ts'
import { fetchDirectly, Redirected } from '../client/save/fetchDirectly.ts'
import { exportProgressSchema, type ExportProgress } from '../exportProgress.ts'
import { exportLimitsSchema, preparedExportSchema } from '../preparedExport.ts'
import type { ReportOutline } from '../reportDescription.ts'
import { ticketReceiptSchema } from '../ticketReceipt.ts'
import {
  isAlwaysThere,
  noProcedure,
  redirected,
  refused,
  unexpected,
  unreachable,
} from './callErrors.ts'
import type { ApiAddress } from './connectionFlags.ts'
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

/** @param token null to sign in */
export function httpApi(address: ApiAddress, token: string | null): HttpApi {
  const { url, trpcUrl, prefix } = address
  async function call<Schema extends z.ZodType>(
    procedure: string,
    schema: Schema,
    { input, mutation = false, signal }: CallInput,
  ): Promise<z.output<Schema>> {
    const target = new URL(procedure, trpcUrl)
    const json = input === undefined ? undefined : JSON.stringify(input)
    if (!mutation && json !== undefined) target.searchParams.set('input', json)
    const response = await fetchDirectly(target, {
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
      if (status === 404 && isAlwaysThere(procedure, prefix)) throw noProcedure(procedure, address)
      const { message, data } = failure.error
      throw refused(message, { ...data, httpStatus: status }, token)
    }
    const result = z.object({ result: z.object({ data: schema.optional() }) }).safeParse(body)
    if (!result.success) {
      throw unexpected(target, status, body)
    }
    return result.data.result.data as z.output<Schema>
  }

  const callNested: Call = (procedure, ...rest) => call(`${prefix}${procedure}`, ...rest)
  return {
    async signIn(account) {
      const input = { input: account, mutation: true }
      return (await call('session.signIn', sessionSchema, input)).token
    },
    reports: () => callNested('report.list', outlinesSchema, {}),
    exports: (input) => callNested('export.list', exportsSchema, { input }),
    export: exportCalls(callNested),
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
