/**
 * What must never be written down: JSON Web Tokens, and runs of base64url characters that are
 * long enough for a ticket (43). A longer run counts, too: it may be a ticket with something
 * glued to it, such as the `3D` of an escaped `=`.
 *
 * A first alternative steps over the escapes of JSON, so that the `n` of `\n` is not taken for
 * the beginning of a ticket: scrubbed JSON stays JSON.
 */
const secretPattern = /\\(?:u[0-9a-f]{4}|.)|eyJ[\w-]{5,}\.[\w-]*(?:\.[\w-]*)*|[\w-]{43,}/gi

/** Members whose text is never worth keeping, whatever it looks like. */
const memberPattern =
  /("(?:password|token|ticket|secret|authorization|cookie|set-cookie)":)"(?:[^"\\]|\\.)*"/gi

/** JSON Web Tokens, which begin with the base64url of `{"`. */
const tokenPattern = /\\(?:u[0-9a-f]{4}|.)|eyJ[\w-]{5,}\.[\w-]*(?:\.[\w-]*)*/gi

const redacted = '[redacted]'

/** Takes whatever looks like a ticket or a token out of a JSON text. */
export function scrubJson(json: string): string {
  return json
    .replace(memberPattern, `$1"${redacted}"`)
    .replace(secretPattern, (match) => (match.startsWith('\\') ? match : redacted))
}

/** Takes signed tokens, and nothing else, out of a JSON text. */
export function scrubTokens(json: string): string {
  return json.replace(tokenPattern, (match) => (match.startsWith('\\') ? match : redacted))
}
