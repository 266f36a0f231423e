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

// With these an error takes less than 2 KB of JSON, its message included, so that a batch of ten
// stays under 20 KB whatever was asked.
const issuesBytesMax = 750
const messageBytesMax = 250
const pathPartsMax = 10
const pathBytesMax = 250

/**
 * The first issues, cut to size: their paths and messages may repeat what a client wrote.
 *
 * @param count of all issues, of which `first` may be some
 */
export function listIssues(first: readonly ListedIssue[], count = first.length): ListedIssues {
  const issues: ListedIssue[] = []
  let bytes = 0
  for (const { path, message } of first.slice(0, listedIssuesMax)) {
    const issue = { path: shortPath(path), message: shortText(message, messageBytesMax) }
    bytes += Buffer.byteLength(JSON.stringify(issue))
    if (issues.length > 0 && bytes > issuesBytesMax) break
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

function shortPath(path: readonly PropertyKey[]): PropertyKey[] {
  let bytesLeft = pathBytesMax
  return path.slice(0, pathPartsMax).map((part) => {
    if (typeof part !== 'string') return part
    const short = shortText(part, bytesLeft)
    bytesLeft = Math.max(0, bytesLeft - Buffer.byteLength(JSON.stringify(short)))
    return short
  })
}
