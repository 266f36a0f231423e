/**
 * The fields of a CSV text as spreadsheets split it: at each of the delimiters and at line ends. A
 * quote opens only at the start of a field; what follows the closing one is appended, as Excel and
 * LibreOffice do.
 */
export function* fieldsOf(csv: string, delimiters: string): Generator<string> {
  let at = 0
  while (at < csv.length) {
    let field = ''
    if (csv[at] === '"') {
      for (at += 1; at < csv.length; at += 1) {
        if (csv[at] === '"' && csv[at + 1] !== '"') break
        if (csv[at] === '"') at += 1
        field += csv.charAt(at)
      }
      at += 1
    }
    const start = at
    while (at < csv.length && !`${delimiters}\r\n`.includes(csv[at]!)) at += 1
    yield field + csv.slice(start, at)
    // A pair is one line end.
    at += csv[at] === '\r' && csv[at + 1] === '\n' ? 2 : 1
  }
}

const number = String.raw`-?\d+(?:[.,]\d+)?`

/**
 * A number of a number column, alone or, where a reader does not split at our separator, with what
 * follows: another number, nothing, or a quoted text, none of which continues a formula. After a line
 * end in quotes that this reader opened by mistake, the quote of that text is gone.
 */
const ownNumbers = new RegExp(
  `^${number}(?:[,;](?:${number})?)*(?:[,;]"|$)|^[\\r\\n]+${number}[,;]`,
)

/**
 * The formula of a constant, alone or, like our numbers, with what cannot continue it. Where a reader
 * has opened a quote by mistake, its quotes are still doubled: what is then between them, or after the
 * first ones, has no sign that calls or refers to anything.
 */
const ownConstants = /^[\r\n]*=(?:"[^"=|!@]+"(?:$|[,;]"|[,;]-?\d)|""[^"=|!@]*(?:$|""))/

/** Whether a spreadsheet might run the field: its first sign counts, whatever is before it. */
export function isFormula(field: string): boolean {
  if (ownNumbers.test(field) || ownConstants.test(field)) return false
  return /^[\0\t\r\n]*[=+\-@＝＋－＠]/.test(field)
}
