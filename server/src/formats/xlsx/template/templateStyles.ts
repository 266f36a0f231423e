import type { Column, ColumnType } from '@coatcheck/shared'
import { addQuotedStyle } from '../cellStyles.ts'
import { columnStyle } from '../defaultLook.ts'
import { fontOrder } from '../exceljsRepairs.ts'
import { childNamed, element, elementsOf, sortChildren, type XmlElement } from '../xml.ts'
import { escapeAttribute } from '../xmlText.ts'

/** Number formats from this id on are those of the workbook (ECMA-376 part 1, 18.8.30). */
const ownFormatsFrom = 164
/** The short date of the reader's own settings, which exceljs calls so. */
const shortDate = { code: 'mm-dd-yy', id: 14 }

/** The styles of a template, to which those are added that its rows need. */
export class TemplateStyles {
  readonly #tree: XmlElement
  readonly #added = new Map<string, number>()

  constructor(tree: XmlElement) {
    this.#tree = tree
  }

  /** The style for texts that could be read as formulas. */
  quoted(style: number, type: ColumnType): number {
    return this.#once(`quoted ${style} ${type === 'link'}`, () =>
      addQuotedStyle(this.#tree, style, type),
    )
  }

  /** The style, with a number format for times if it has none: their cells are numbers. */
  forTimes(style: number, column: Pick<Column, 'type' | 'format'>, locale?: string): number {
    const { type } = column
    if (type !== 'date' && type !== 'datetime' && type !== 'instant') return style
    const own = this.#formats()[style]
    if (own && (own.attributes.get('numFmtId') ?? '0') !== '0') return style
    const code = columnStyle({ id: '', label: '', width: 0, ...column }, locale).numFmt!
    return this.#once(`${style} ${code}`, () =>
      this.#add(style, [
        ['numFmtId', String(this.#numberFormat(code))],
        ['applyNumberFormat', '1'],
      ]),
    )
  }

  /** A bold style for labels, made of the workbook's default one. */
  bold(): number {
    const fonts = childNamed(this.#tree, 'fonts')!
    const font = structuredClone(elementsOf(fonts)[0]!)
    font.children = [element('b'), ...elementsOf(font).filter(({ name }) => name !== 'b')]
    sortChildren(font, fontOrder)
    const fontId = append(fonts, font)
    return this.#add(0, [
      ['fontId', String(fontId)],
      ['applyFont', '1'],
    ])
  }

  #add(style: number, attributes: readonly (readonly [string, string])[]): number {
    const formats = childNamed(this.#tree, 'cellXfs')!
    const own = elementsOf(formats)[style] ?? elementsOf(formats)[0]!
    return append(formats, element('xf', [...own.attributes, ...attributes], [...own.children]))
  }

  #numberFormat(code: string): number {
    if (code === shortDate.code) return shortDate.id
    const known = childNamed(this.#tree, 'numFmts')
    const formats = known ?? element('numFmts')
    if (!known) this.#tree.children.unshift(formats)
    const escaped = escapeAttribute(code)
    const ids = elementsOf(formats).map(({ attributes }) => Number(attributes.get('numFmtId')))
    const same = elementsOf(formats).find(
      ({ attributes }) => attributes.get('formatCode') === escaped,
    )
    if (same) return Number(same.attributes.get('numFmtId'))
    const id = Math.max(ownFormatsFrom - 1, ...ids) + 1
    append(
      formats,
      element('numFmt', [
        ['numFmtId', String(id)],
        ['formatCode', escaped],
      ]),
    )
    return id
  }

  #formats(): XmlElement[] {
    return elementsOf(childNamed(this.#tree, 'cellXfs')!)
  }

  #once(key: string, add: () => number): number {
    const known = this.#added.get(key) ?? add()
    this.#added.set(key, known)
    return known
  }
}

/** Adds to a counted list, and returns the index. */
function append(list: XmlElement, child: XmlElement): number {
  list.children.push(child)
  const count = elementsOf(list).length
  list.attributes.set('count', String(count))
  return count - 1
}
