// Spreadsheets run a text as a formula if it begins with one of these (OWASP, "CSV Injection"; ASVS
// 1.2.10 adds NUL), the full-width forms in East Asian versions.
const sign = String.raw`=+\-@\0\uFF1D\uFF0B\uFF0D\uFF20`

/** Puts an apostrophe wherever a formula might begin. */
export interface FormulaGuard {
  /** Quick test: whether `guarded` may change a text. */
  readonly mayHoldFormula: RegExp
  guarded(text: string): string
}

/**
 * Such a reader takes `""=1` for `=1`, so quotes after a break do not hide a sign. Apostrophes do, but
 * one more is added: removing one at each of these places restores the text.
 *
 * @param delimiters at which a reader may split that does not know ours, and so does not see our quotes
 */
export function formulaGuard(delimiters: string): FormulaGuard {
  const breaks = String.raw`${delimiters}\r\n`
  const places = new RegExp(`^(?='*[${sign}\\t\\r\\n])|(?<=[${breaks}])(?=["']*[${sign}])`, 'g')
  return {
    mayHoldFormula: new RegExp(`^'*[${sign}\\t\\r\\n]|[${breaks}]`),
    guarded: (text) => text.replace(places, "'"),
  }
}
