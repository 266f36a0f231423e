import { excelTextLengthMax, type ColumnType } from '@coatcheck/shared'
import type { ColumnPlan } from './columnPlan.ts'
import { cellNumberOf } from '../cellNumber.ts'
import { linkTarget } from './linkTarget.ts'
import type { SharedStrings } from './sharedStrings.ts'
import { escapeText } from './xmlText.ts'

export interface TextCell {
  /** XML after `<c r="B2"`, such as ` s="2" t="s"><v>12</v></c>`; empty when there is no cell. */
  readonly xml: string
  /** What the sheet "About this export" counts. */
  readonly note: CellNote | null
}

/** A text that is longer than a cell holds, or a number of more digits than a cell keeps. */
export type CellNote = 'cutText' | 'textNumber'

/**
 * The cell of a text (types `text`, `decimal` and `link`). It depends only on the text, the column and
 * whether it may be shared, so a writer may keep it by dictionary code.
 *
 * @param strings null for texts that do not repeat, once the table is full: they are not looked up
 */
export function textCell(text: string, plan: ColumnPlan, strings: SharedStrings | null): TextCell {
  if (text === '') return { xml: '', note: null }
  if (plan.type === 'decimal') return decimalCell(text, plan)
  const shown = cellTextOf(text)
  const note = isTooLong(text) ? 'cutText' : null
  const shared = strings ? sharedIndexOf(text, plan, strings) : -1
  if (shared < 0) return { xml: inlineCellXml(shown, plan), note }
  return { xml: ` s="${styleOf(shown, plan)}" t="s"><v>${shared}</v></c>`, note }
}

/**
 * The index of a text that is shared, and added when it is new; -1 for one that is in its cell, and
 * where the cell is blank or a number. With `null` for the table, `textCell` makes the cells of -1.
 */
export function sharedIndexOf(text: string, plan: ColumnPlan, strings: SharedStrings): number {
  if (text === '' || plan.type === 'decimal' || isTooLong(text)) return -1
  return strings.indexOf(text)
}

/** A number, or else an inline text: decimals of so many digits rarely repeat. */
function decimalCell(text: string, plan: ColumnPlan): TextCell {
  const number = cellNumberOf(text)
  if (number !== null) return { xml: ` s="${plan.style}"><v>${number}</v></c>`, note: null }
  return { xml: inlineCellXml(text, plan), note: /\d/.test(text) ? 'textNumber' : null }
}

/** An inline text, for numbers and dates that are text: they are not worth sharing. */
export function inlineCellXml(text: string, plan: ColumnPlan): string {
  const style = styleOf(text, plan)
  return ` s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeText(text)}</t></is></c>`
}

/**
 * Whether Excel would read the text as a formula once a person edits the cell; in a link column,
 * whether the text is not a link and should not look like one.
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

/** The style of a text's cell. */
export function styleOf(text: string, plan: ColumnPlan): number {
  return needsQuotedStyle(text, plan.type) ? plan.quotedStyle : plan.style
}

/** Whether a cell cannot hold all of a text. */
export function isTooLong(text: string): boolean {
  return text.length > excelTextLengthMax
}

/** The text as a cell holds it: cut visibly where it is too long, and not within a surrogate pair. */
export function cellTextOf(text: string): string {
  if (!isTooLong(text)) return text
  const last = text.charCodeAt(excelTextLengthMax - 2)
  const splitsPair = last >= 0xd800 && last <= 0xdbff
  return `${text.slice(0, excelTextLengthMax - (splitsPair ? 2 : 1))}…`
}
