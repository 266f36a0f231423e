/** Excel's limit for the address of a hyperlink. */
const addressLengthMax = 2_079

// Narrower than RFC 3986 on purpose: an address that a reader cannot parse spoils the whole file.
const plainAddress = /^https?:\/\/[a-z0-9.-]+(:\d+)?\/[\w\-.~:/?#[\]@!$&'()*+,;=%]*$/i

/** The address a link's text leads to, ready for a relationship; null when the text is no link. */
export function linkTarget(text: string): string | null {
  if (text.length > addressLengthMax || !/^https?:/i.test(text)) return null
  const url = urlOf(text)
  if (!url || url.href.length > addressLengthMax || url.hash.length > 255) return null
  return plainAddress.test(url.href) ? url.href : null
}

/** `URL.canParse` would do without exceptions, but once compiled, Node 20's denies `ä`. */
function urlOf(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}
