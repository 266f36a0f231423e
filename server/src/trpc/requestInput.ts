import { z } from 'zod'
import { AppError } from '../appError.ts'
import { invalidRequest } from './invalidRequest.ts'
import { listedIssuesMax, listIssues } from './listIssues.ts'

/** Twice as many as a sheet has columns: a request may name all of them. */
const valuesMax = 32_768
/** A request holds filters, and a filter holds a list; other apps' filters may be deeper. */
const depthMax = 20
/** A request with more values is told its first problem only: zod 4.6.7 can stop there. */
const largeValues = 1000

/** A parser as tRPC takes it: with the types of its input and output. */
export interface RequestInput<Schema extends z.ZodType> {
  readonly _input: z.input<Schema>
  readonly _output: z.output<Schema>
  /** @throws ZodError with few issues; AppError `invalid-request` for what is too large. */
  parseAsync(input: unknown): Promise<z.output<Schema>>
}

/**
 * Makes an input that is refused quickly, however much is wrong with it. The filters of other apps'
 * reports are schemas that may set no limits, and 20,000 wrong values in one of their lists took
 * zod 1.6 s, most of it to write messages.
 */
export function requestInput<Schema extends z.ZodType>(schema: Schema): RequestInput<Schema> {
  async function parseAsync(input: unknown): Promise<z.output<Schema>> {
    const context = { async: true, abortEarly: countValues(input) > largeValues }
    const { issues, value } = await schema._zod.run({ value: input, issues: [] }, context)
    if (issues.length === 0) return value as z.output<Schema>
    // Here zod itself would write the messages of all of them.
    const first = issues
      .slice(0, listedIssuesMax)
      .map((issue) => z.core.util.finalizeIssue(issue, context, z.core.config()))
    throw invalidRequest(listIssues(first, issues.length))
  }
  // The types are all that tRPC wants of the first two.
  return { parseAsync } as RequestInput<Schema>
}

/** @throws AppError `invalid-request` when there are too many, or too deep ones. */
function countValues(input: unknown): number {
  let count = 0
  const add = (value: unknown, depth: number): void => {
    count += 1
    if (count > valuesMax) throw tooLarge(`holds more than ${valuesMax} values`)
    if (typeof value !== 'object' || value === null) return
    if (depth > depthMax) throw tooLarge(`is nested more than ${depthMax} levels deep`)
    for (const member of Array.isArray(value) ? value : Object.values(value)) add(member, depth + 1)
  }
  add(input, 0)
  return count
}

function tooLarge(how: string): AppError {
  return new AppError('invalid-request', `The request ${how}.`)
}
