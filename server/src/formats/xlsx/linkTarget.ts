/** Excel's limit for the address of a hyperlink. */
const addressLengthMax = 2_079

// Narrower than RFC 3986 on purpose: an address that a reader cannot parse spoils the whole file.
const plainAddress = /^https?:\/\/[a-z0-9.-]+(:\d+)?\/[\w\-.~:/?#[\]@!$&'()*+,;=%]*$/i

/** The address a link's text leads to, ready for a relationship; null when the text is no link. */
export function linkTarget(text: string): string | null {
  if (text.length > addressLengthMax || !/^https?:/i.test(text) || !URL.canParse(text)) return null
  const { href, hash } = new URL(text)
  if (href.length > addressLengthMax || hash.length > 255) return null
  return plainAddress.test(href) ? href : null
}
