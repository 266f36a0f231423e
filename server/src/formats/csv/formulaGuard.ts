// Spreadsheets run a text as a formula if it begins with one of these (OWASP, "CSV Injection"; ASVS
// 1.2.10 adds NUL), the full-width forms in East Asian versions.
const sign = String.raw`=+\-@\0\uFF1D\uFF0B\uFF0D\uFF20`
/** Where a field may begin for a reader that splits at `;` or tab, and so does not see our quotes. */
const breaks = String.raw`;\t\r\n`

/** Quick test: whether `guarded` may change a text. */
export const mayHoldFormula = new RegExp(`^'*[${sign}\\t\\r\\n]|[${breaks}]`)

/**
 * Such a reader takes `""=1` for `=1`, so quotes after a break do not hide a sign. Apostrophes do, but
 * one more is added: removing one at each of these places restores the text.
 */
const places = new RegExp(`^(?='*[${sign}\\t\\r\\n])|(?<=[${breaks}])(?=["']*[${sign}])`, 'g')

/** A text with an apostrophe wherever a formula might begin. */
export function guarded(text: string): string {
  return text.replace(places, "'")
}
