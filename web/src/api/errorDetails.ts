import { errorCodeSchema, type ErrorCode } from '@coatcheck/shared'
import { TrackerError } from '@coatcheck/shared/client'
import { TRPCClientError } from '@trpc/client'
import { z } from 'zod'

const detailsSchema = z.object({
  appCode: errorCodeSchema,
  /** Errors of single parts of the request. */
  issues: z
    .array(z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() }))
    .nullish(),
  retryAfterS: z.number().nullish(),
})

export type ErrorDetails = z.output<typeof detailsSchema>

/** The server's details of an error; undefined if the server did not respond. */
export function errorDetailsOf(error: unknown): ErrorDetails | undefined {
  const sent = error instanceof TrackerError ? error.cause : error
  if (!(sent instanceof TRPCClientError)) return undefined
  return detailsSchema.safeParse(sent.data).data
}

/** The server's code for an error; undefined if the server did not respond. */
export function errorCodeOf(error: unknown): ErrorCode | undefined {
  return errorDetailsOf(error)?.appCode
}
