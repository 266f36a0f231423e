/** Everything in a cell's text that must be escaped. */
const unsafe = /[&<>\u0000-\u0008\u000b-\u001f\ud800-\udfff\ufffe\uffff]|_x/

interface Escapes {
  /** Characters that become `_xHHHH_`. */
  readonly unwritable: RegExp
  /** `_` that a reader would take for the start of an escape, in the text or with the next escape. */
  readonly lookalike: RegExp
}

const inXml = escapesOf(String.raw`\u0000-\u0008\u000b-\u001f\ufffe\uffff`)
/** exceljs drops DEL, too. */
const inExceljs = escapesOf(String.raw`\u0000-\u0008\u000b-\u001f\u007f\ufffe\uffff`)
const loneSurrogate = /\p{Surrogate}/gu

/**
 * Text as the content of `<t>`, an ST_Xstring (ECMA-376 part 1, 22.9.2.19): characters that XML 1.0
 * cannot hold become `_xHHHH_`, text that looks like such an escape is escaped itself. A carriage
 * return is escaped too, because XML parsers turn a bare one into a line feed. Lone surrogates,
 * which no encoding of XML can carry, become U+FFFD.
 */
export function escapeText(text: string): string {
  if (!unsafe.test(text)) return text
  return escapeCharacters(text, inXml)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}

/** The same for exceljs, which escapes `&`, `<` and `>` itself and would drop other characters. */
export function escapeForExceljs(text: string): string {
  return escapeCharacters(text, inExceljs)
}

function escapeCharacters(text: string, { lookalike, unwritable }: Escapes): string {
  return text
    .replace(loneSurrogate, '\ufffd')
    .replace(lookalike, '_x005F_')
    .replace(unwritable, escapeOf)
}

function escapesOf(characters: string): Escapes {
  return {
    unwritable: new RegExp(`[${characters}]`, 'g'),
    lookalike: new RegExp(`_(?=x[0-9A-Fa-f]{4}[_${characters}])`, 'g'),
  }
}

/** A formula as the content of `<f>`. */
export function escapeFormula(formula: string): string {
  if (!/[&<>]/.test(formula)) return formula
  return formula.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
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
