/**
 * Escapes of JSON, so that the `n` of `\n` is not taken for the beginning of a ticket, and runs of
 * base64url characters with dots between them. Each character is in one match, so that this takes
 * linear time, whatever a client has written.
 */
const runPattern = /\\(?:u[0-9a-f]{4}|.)|[\w-]+(?:\.[\w-]*)*/gi

/** Members whose text is never worth keeping, whatever it looks like. */
const memberPattern =
  /("(?:password|token|ticket|secret|authorization|cookie|set-cookie)":)"(?:[^"\\]|\\.)*"/gi

const redacted = '[redacted]'

/** Characters of a ticket. A longer run may be a ticket with something glued to it. */
const ticketLength = 43

/** JSON Web Tokens begin with the base64url of `{"`; a shorter first part is none. */
const tokenStart = 'eyj'
const tokenPartMin = 8

/** Takes whatever looks like a ticket or a token out of a JSON text: scrubbed JSON stays JSON. */
export function scrubJson(json: string): string {
  return json
    .replace(memberPattern, `$1"${redacted}"`)
    .replace(runPattern, (run) => scrubRun(run, withoutTickets))
}

/** Takes signed tokens, and nothing else, out of a JSON text. */
export function scrubTokens(json: string): string {
  return json.replace(runPattern, (run) => scrubRun(run, (text) => text))
}

function scrubRun(run: string, scrubRest: (text: string) => string): string {
  if (run.startsWith('\\')) return run
  const start = tokenStartIn(run)
  return start < 0 ? scrubRest(run) : scrubRest(run.slice(0, start)) + redacted
}

/** Where a token begins in a run; -1 when there is none. Its first part ends with a dot. */
function tokenStartIn(run: string): number {
  let partStart = 0
  for (;;) {
    const dot = run.indexOf('.', partStart)
    if (dot < 0) return -1
    const start = run.slice(partStart, dot).toLowerCase().indexOf(tokenStart)
    if (start >= 0 && dot - partStart - start >= tokenPartMin) return partStart + start
    partStart = dot + 1
  }
}

function withoutTickets(text: string): string {
  return text
    .split('.')
    .map((part) => (part.length >= ticketLength ? redacted : part))
    .join('.')
}
