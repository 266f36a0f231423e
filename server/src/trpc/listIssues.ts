import { shortText } from '../shortText.ts'

/** One problem of a request. */
export interface ListedIssue {
  readonly path: PropertyKey[]
  readonly message: string
}

export interface ListedIssues {
  readonly issues: readonly ListedIssue[]
  /** How many more there are. */
  readonly more: number
}

export const listedIssuesMax = 10

const bytesMaxUsual = 4000
const pathPartsMax = 10

export interface ListOptions {
  /** Of all issues, of which those at hand may be the first. */
  readonly count?: number | undefined
  /** Of the list in JSON; at least one issue is listed. */
  readonly bytesMax?: number | undefined
}

/** The first issues, cut to size: their paths and messages may repeat what a client wrote. */
export function listIssues(
  first: readonly ListedIssue[],
  { count = first.length, bytesMax = bytesMaxUsual }: ListOptions = {},
): ListedIssues {
  const issues: ListedIssue[] = []
  const pathBytesMax = Math.min(250, Math.floor(bytesMax / 4))
  const messageBytesMax = Math.min(500, Math.floor(bytesMax / 2))
  let bytes = 0
  for (const { path, message } of first.slice(0, listedIssuesMax)) {
    const issue = {
      path: shortPath(path, pathBytesMax),
      message: shortText(message, messageBytesMax),
    }
    bytes += Buffer.byteLength(JSON.stringify(issue))
    if (issues.length > 0 && bytes > bytesMax) break
    issues.push(issue)
  }
  return { issues, more: count - issues.length }
}

/** For a person: `filters.from: Use a day. limit: Use 500 or less. And 3 more.` */
export function sentenceOf({ issues, more }: ListedIssues): string {
  const sentences = issues.map(
    ({ path, message }) => `${path.map(String).join('.') || 'request'}: ${message}`,
  )
  if (more > 0) sentences.push(`And ${more.toLocaleString('en')} more.`)
  return sentences.join(' ')
}

function shortPath(path: readonly PropertyKey[], bytesMax: number): PropertyKey[] {
  let bytesLeft = bytesMax
  return path.slice(0, pathPartsMax).map((part) => {
    if (typeof part !== 'string') return part
    const short = shortText(part, bytesLeft)
    bytesLeft = Math.max(0, bytesLeft - Buffer.byteLength(JSON.stringify(short)))
    return short
  })
}
