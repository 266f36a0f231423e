import type { ColumnType } from '@coatcheck/shared'
import type { ColumnPlan } from './columnPlan.ts'
import { linkTarget } from './linkTarget.ts'
import type { SharedStrings } from './sharedStrings.ts'
import { escapeText } from './xmlText.ts'

/** Excel's limit, in UTF-16 units. */
export const textLengthMax = 32_767

export interface TextCell {
  /** What follows `<c r="B2"`: ` s="2" t="s"><v>12</v></c>`. Empty: there is no cell at all. */
  readonly xml: string
  /** Whether the text was longer than a cell holds. */
  readonly cut: boolean
}

/**
 * The cell of a text from a dictionary (types `text`, `decimal` and `link`). It depends on nothing
 * but the text and the column, so a writer may keep it per dictionary code. Exact decimals seldom
 * repeat, so they leave the shared strings to the other columns.
 */
export function textCell(text: string, plan: ColumnPlan, strings: SharedStrings): TextCell {
  if (text === '') return { xml: '', cut: false }
  const cut = text.length > textLengthMax
  const shown = cut ? cutText(text) : text
  const shared = plan.type === 'decimal' ? -1 : strings.indexOf(shown)
  if (shared < 0) return { xml: inlineCellXml(shown, plan), cut }
  return { xml: ` s="${styleOf(shown, plan)}" t="s"><v>${shared}</v></c>`, cut }
}

/** An inline text, for what is not worth sharing: numbers and dates that have to be text. */
export function inlineCellXml(text: string, plan: ColumnPlan): string {
  const style = styleOf(text, plan)
  return ` s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeText(text)}</t></is></c>`
}

/**
 * Texts that Excel would read as a formula as soon as a person edits the cell, and texts in a link
 * column that are no link and hence should not look like one.
 */
export function needsQuotedStyle(text: string, type: ColumnType): boolean {
  if (type === 'link') return linkTarget(text) === null
  const first = text.charCodeAt(0)
  return (
    first === 0x3d || // =
    first === 0x2b || // +
    first === 0x2d || // -
    first === 0x40 || // @
    first === 0x09 || // tab
    first === 0x0d // carriage return
  )
}

function styleOf(text: string, plan: ColumnPlan): number {
  return needsQuotedStyle(text, plan.type) ? plan.quotedStyle : plan.style
}

function cutText(text: string): string {
  const last = text.charCodeAt(textLengthMax - 2)
  const splitsPair = last >= 0xd800 && last <= 0xdbff
  return `${text.slice(0, textLengthMax - (splitsPair ? 2 : 1))}…`
}
