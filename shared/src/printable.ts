/** Control characters but tab and line feed, marks of direction, halves of characters. */
const steering =
  /[\0-\x08\x0B-\x1F\x7F-\x9F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\p{Surrogate}]/gu

/**
 * A text from elsewhere for a terminal: without what moves its cursor, sets its title or colours, or
 * turns the direction of what follows (Unicode, annex 9). Joiners stay: some scripts need them.
 */
export function printable(text: string): string {
  return text.replaceAll(steering, '\uFFFD')
}

/** The same on one line, so that no text can pass for a line of its own. */
export function printableLine(text: string): string {
  return printable(text).replaceAll(/[\t\n]+/g, ' ')
}
