/** Letters, digits and marks of any script, `_`, `-` and `.`, with spaces between. */
const word = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.-]*(?: [\p{L}\p{M}\p{N}_.-]+)*$/u
/** What no such word has; a hyphen at its start would make it a flag. */
const others = /^-|[^\p{L}\p{M}\p{N}_. -]/gu
const lengthMax = 200

/**
 * Whether an id from a server has no meaning to a shell. What completion offers becomes a part of
 * the next command, and `$(…)` would run with it.
 */
export function isShellWord(id: string): boolean {
  return id.length <= lengthMax && word.test(id)
}

/** An id for a person to read, and perhaps to paste into a shell. */
export function shownId(id: string): string {
  return isShellWord(id) ? id : id.slice(0, lengthMax).replaceAll(others, '\uFFFD')
}
