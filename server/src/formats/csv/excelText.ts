import { quoted } from './csvText.ts'

/** The longest text in a formula of Excel. */
const constantLengthMax = 255

/**
 * A field that Excel shows as this text, whatever it looks like: the formula of a constant. It is in
 * quotes, for readers that follow RFC 4180.
 *
 * @param text without quotes and without signs that only formulas have
 */
export function excelText(text: string): string {
  // No number is this long; a text that begins with a sign gets an apostrophe, as a formula would.
  if (text.length > constantLengthMax) return quoted(`'${text}`)
  return quoted(`="${text}"`)
}
