import { z } from 'zod'
import { listIssues, type ListedIssues } from './listIssues.ts'

/** How many issues there are besides those in the error. */
const more = Symbol('more issues')

interface InvalidRequest extends z.ZodError {
  [more]?: number
}

/** A ZodError, as `parse` throws it, that holds listed issues only: apps that embed us may format it in their own way. */
export function invalidRequest(listed: ListedIssues): z.ZodError {
  const error: InvalidRequest = new z.ZodRealError(
    listed.issues.map(({ path, message }) => ({ code: 'custom', path, message, input: undefined })),
  )
  error[more] = listed.more
  return error
}

/** The issues of any ZodError, listed. */
export function listedIssuesOf(error: z.ZodError): ListedIssues {
  const { issues } = error
  return listIssues(issues, issues.length + ((error as InvalidRequest)[more] ?? 0))
}
