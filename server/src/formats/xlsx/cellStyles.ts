import type { Column, ColumnType } from '@coatcheck/shared'
import { columnLetters, type ColumnPlan } from './columnPlan.ts'
import { childNamed, element, elementsOf, type XmlElement } from './xml.ts'

/** The columns of a designed sheet; adds the styles that its texts need. */
export function columnPlans(
  sheet: XmlElement,
  styles: XmlElement,
  columns: readonly Pick<Column, 'type'>[],
): ColumnPlan[] {
  const own = columnStyles(sheet, columns.length)
  const quoted = new Map<string, number>()
  return columns.map(({ type }, index) => {
    const style = own[index]!
    const key = `${style} ${type === 'link'}`
    const quotedStyle = quoted.get(key) ?? addQuotedStyle(styles, style, type)
    quoted.set(key, quotedStyle)
    return { letters: columnLetters(index), type, style, quotedStyle }
  })
}

/** Style index of each column of a sheet, as `<cols>` gives them (ECMA-376 part 1, 18.3.1.13). */
function columnStyles(sheet: XmlElement, columnCount: number): number[] {
  const styles = Array.from({ length: columnCount }, () => 0)
  const cols = childNamed(sheet, 'cols')
  for (const { attributes } of cols ? elementsOf(cols) : []) {
    const from = Number(attributes.get('min')) - 1
    const until = Math.min(Number(attributes.get('max')), columnCount)
    if (from < until) styles.fill(Number(attributes.get('style') ?? 0), from, until)
  }
  return styles
}

/**
 * Adds the style for texts that could be read as formulas, the column's style with `quotePrefix`, and
 * returns its index. In a link column these texts are not links, so they lose the look of one.
 */
export function addQuotedStyle(styles: XmlElement, style: number, type: ColumnType): number {
  const formats = childNamed(styles, 'cellXfs')!
  const own = elementsOf(formats)[style]!
  const quoted = element('xf', new Map(own.attributes).set('quotePrefix', '1'), own.children)
  if (type === 'link') quoted.attributes.set('fontId', '0')
  formats.children.push(quoted)
  formats.attributes.set('count', String(formats.children.length))
  return formats.children.length - 1
}
