/** Everything in a cell's text that must be escaped. */
const unsafe = /[&<>\u0000-\u0008\u000b-\u001f\ud800-\udfff\ufffe\uffff]|_x/

// `_` that a reader would take for the start of an escape, in the text or with the next escape.
const escapeLookalike = /_(?=x[0-9A-Fa-f]{4}[_\u0000-\u0008\u000b-\u001f\ufffe\uffff])/g
const unwritable = /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g
const loneSurrogate = /\p{Surrogate}/gu

/**
 * Text as the content of `<t>`, an ST_Xstring (ECMA-376 part 1, 22.9.2.19): characters that XML 1.0
 * cannot hold become `_xHHHH_`, text that looks like such an escape is escaped itself. A carriage
 * return is escaped too, because XML parsers turn a bare one into a line feed. Lone surrogates,
 * which no encoding of XML can carry, become U+FFFD.
 */
export function escapeText(text: string): string {
  if (!unsafe.test(text)) return text
  return text
    .replace(loneSurrogate, '\ufffd')
    .replace(escapeLookalike, '_x005F_')
    .replace(unwritable, escapeOf)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}

/** Text as an attribute's value, where it holds no characters that XML 1.0 cannot. */
export function escapeAttribute(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

function escapeOf(character: string): string {
  return `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`
}
