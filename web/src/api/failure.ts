import { errorCodeSchema, type ErrorCode } from '@coatcheck/shared'
import { TRPCClientError } from '@trpc/client'
import { z } from 'zod'
import type { Texts } from '../texts/en.ts'

/** What the page says about a call that failed. */
export interface Failure {
  code: ErrorCode | 'no-answer'
  message: string
  /** What is wrong with which part of the request. */
  issues: { field: string; message: string }[]
}

const detailsSchema = z.object({
  appCode: errorCodeSchema,
  issues: z
    .array(z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() }))
    .nullish(),
  retryAfterS: z.number().nullish(),
})

function detailsOf(error: unknown) {
  if (!(error instanceof TRPCClientError)) return undefined
  return detailsSchema.safeParse(error.data).data
}

/** The server's code for an error; undefined when no answer of ours arrived. */
export function errorCodeOf(error: unknown): ErrorCode | undefined {
  return detailsOf(error)?.appCode
}

export function describeFailure(error: unknown, texts: Texts): Failure {
  const details = detailsOf(error)
  if (!details) return { code: 'no-answer', message: texts.errors['no-answer'], issues: [] }
  const { appCode, issues, retryAfterS } = details
  const sentences = [texts.errors[appCode]]
  if (retryAfterS) sentences.push(texts.retryAfter(Math.ceil(retryAfterS)))
  return {
    code: appCode,
    message: sentences.join(' '),
    issues: (issues ?? []).map((issue) => ({
      field: String(issue.path.at(-1) ?? ''),
      message: issue.message,
    })),
  }
}
