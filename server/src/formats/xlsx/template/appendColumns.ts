import type { Column } from '@coatcheck/shared'
import { columnLetters } from '../columnPlan.ts'
import { cellTextOf } from '../textCell.ts'
import { element, type XmlElement } from '../xml.ts'
import { escapeText } from '../xmlText.ts'
import type { TemplateColumn } from './templateColumns.ts'

/** Columns of the request that the template lacks, to the right of its own. */
export function appendedColumns(
  columns: readonly TemplateColumn[],
  requested: readonly Column[],
): TemplateColumn[] {
  const known = new Set(columns.map(({ columnId }) => columnId))
  const headings = new Set(columns.map(({ heading }) => heading.toLowerCase()))
  const next = columns.at(-1)!.index + 1
  return requested
    .filter(({ id }) => !known.has(id))
    .map(({ id, label }, place) => {
      const heading = uniqueHeading(cellTextOf(label), headings)
      return { index: next + place, heading, columnId: id, formula: null }
    })
}

/** Cells with the headings; their texts are added to those that cells share. */
export function headingCells(
  appended: readonly TemplateColumn[],
  row: number,
  { style, sharedTexts }: { readonly style: string; readonly sharedTexts: XmlElement[] },
): XmlElement[] {
  return appended.map(({ index, heading }) => {
    const text = element('t', [['xml:space', 'preserve']], [escapeText(heading)])
    sharedTexts.push(element('si', [], [text]))
    const attributes = [
      ['r', `${columnLetters(index)}${row}`],
      ['s', style],
      ['t', 's'],
    ] as const
    return element('c', attributes, [element('v', [], [String(sharedTexts.length - 1)])])
  })
}

/** Headings of a Table differ, also without case. */
function uniqueHeading(wanted: string, taken: Set<string>): string {
  let heading = wanted
  for (let number = 2; taken.has(heading.toLowerCase()); number += 1) {
    heading = `${wanted} ${number}`
  }
  taken.add(heading.toLowerCase())
  return heading
}
