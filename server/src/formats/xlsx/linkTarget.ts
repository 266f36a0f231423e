/** Excel's limit for the address of a hyperlink. */
const addressLengthMax = 2_079

// Deliberately narrower than RFC 3986: one address that a reader cannot parse makes the file invalid.
const plainAddress = /^https?:\/\/[a-z0-9.-]+(:\d+)?\/[\w\-.~:/?#[\]@!$&'()*+,;=%]*$/i

/** The address of a link's text, ready for a relationship; null when the text is not a link. */
export function linkTarget(text: string): string | null {
  if (text.length > addressLengthMax || !/^https?:/i.test(text)) return null
  const url = urlOf(text)
  if (!url || url.href.length > addressLengthMax || url.hash.length > 255) return null
  return plainAddress.test(url.href) ? url.href : null
}

/** Not `URL.canParse`: once compiled, that of Node 20 rejects `ä`. */
function urlOf(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}
