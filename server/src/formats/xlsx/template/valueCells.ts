import { needsQuotedStyle } from '../textCell.ts'
import { childNamed, descendants, element, textOf, type XmlElement } from '../xml.ts'
import { escapeText } from '../xmlText.ts'
import { isTextElement } from './checkPlaceholders.ts'
import type { LaterNames } from './laterNames.ts'
import { fillPlaceholders, isLate, placeholdersIn, wholePlaceholder } from './placeholders.ts'
import { cellText, plainText, textsOf } from './sheetCells.ts'
import type { TemplateStyles } from './templateStyles.ts'
import type { TemplateValues } from './templateValues.ts'

/** Excel's limit for a header or a footer. */
const headerLengthMax = 255

export interface ValueCellsOptions {
  readonly values: TemplateValues
  /** The `<si>` elements; texts may be added. */
  readonly sharedTexts: XmlElement[]
  readonly styles: TemplateStyles
  readonly names: LaterNames
}

/** Fills the placeholders of a template in. */
export class ValueCells {
  readonly #options: ValueCellsOptions

  constructor(options: ValueCellsOptions) {
    this.#options = options
  }

  /** Whether a shared text is a placeholder, so that cells with it may become numbers. */
  get mayFillCells(): boolean {
    return this.#options.sharedTexts.some((item) => placeholdersIn(plainText(item)).length > 0)
  }

  /** Fills a cell in that is written before the rows: later values come through a hidden name. */
  fillEarly(cell: XmlElement): void {
    const { values, names, styles } = this.#options
    const text = this.#textOf(cell)
    const found = placeholdersIn(text)
    if (found.length === 0) return
    const whole = wholePlaceholder(text)
    if (whole !== null && isLate(whole)) {
      const name = names.value(() => String(values.valueOf(whole).number ?? '""'))
      cell.attributes.delete('t')
      cell.children = [element('f', [], [name])]
      setStyle(cell, (style) => styles.forTimes(style, values.columnOf(whole)))
    } else if (found.some(isLate)) this.#share(cell)
    else this.fill(cell)
  }

  /** Fills a cell in when all values are known. */
  fill(cell: XmlElement): void {
    const { values, styles } = this.#options
    const text = this.#textOf(cell)
    if (placeholdersIn(text).length === 0) return
    const whole = wholePlaceholder(text)
    if (whole !== null) {
      const value = values.valueOf(whole)
      if (value.number !== null || value.text === '') {
        cell.attributes.delete('t')
        cell.children = value.number === null ? [] : [element('v', [], [String(value.number)])]
        setStyle(cell, (style) => styles.forTimes(style, value.column))
        return
      }
      if (needsQuotedStyle(value.text, 'text')) {
        setStyle(cell, (style) => styles.quoted(style, 'text'))
      }
    }
    for (const part of textsOf(childNamed(cell, 'is'))) this.#fillText(part)
  }

  /** Fills in the texts that cells share. */
  fillSharedTexts(): void {
    for (const item of this.#options.sharedTexts) {
      textsOf(item).forEach((part) => this.#fillText(part))
    }
  }

  /** Fills in headers, footers, names, and texts of charts and drawings. */
  fillTexts(root: XmlElement): void {
    for (const part of [root, ...descendants(root)]) {
      if (part.name === 't' || !isTextElement(part)) continue
      if (placeholdersIn(textOf(part)).length === 0) continue
      if (part.name === 'definedName') this.#fillName(part)
      else if (part.name === 'a:t') this.#fillText(part)
      else this.#fillHeader(part)
    }
  }

  #textOf(cell: XmlElement): string {
    return cellText(cell, this.#options.sharedTexts) ?? ''
  }

  #fillText(part: XmlElement): void {
    const raw = part.children.filter((child) => typeof child === 'string').join('')
    if (placeholdersIn(raw).length === 0) return
    part.children = [fillPlaceholders(raw, (name) => escapeText(this.#text(name)))]
    if (part.name === 't') part.attributes.set('xml:space', 'preserve')
  }

  /** `&` begins a code in a header; digits after a font size would be part of it. */
  #fillHeader(part: XmlElement): void {
    const text = textOf(part)
    const filled = fillPlaceholders(text, (name) => this.#text(name).replaceAll('&', '&&'))
    const spaced = text.replaceAll(/(&\d+)(?=\{\{)/g, '$1 ')
    const safe =
      spaced === text
        ? filled
        : fillPlaceholders(spaced, (name) => this.#text(name).replaceAll('&', '&&'))
    part.children = [escapeText(cutHeader(safe))]
  }

  /** A name that stands for the text of a placeholder. */
  #fillName(part: XmlElement): void {
    const text = textOf(part)
    const whole = wholePlaceholder(text.replaceAll('"', ''))
    const value = whole === null ? null : this.#options.values.valueOf(whole)
    const filled =
      value?.number !== null && value !== null
        ? String(value.number)
        : fillPlaceholders(text, (name) => this.#text(name).replaceAll('"', '""'))
    part.children = [escapeText(filled)]
  }

  #text(name: string): string {
    return this.#options.values.valueOf(name).text
  }

  /** Moves the text of a cell to where it can be filled in after the rows. */
  #share(cell: XmlElement): void {
    const item = childNamed(cell, 'is')
    if (!item) return
    const { sharedTexts } = this.#options
    sharedTexts.push(element('si', [], item.children))
    cell.attributes.set('t', 's')
    cell.children = [element('v', [], [String(sharedTexts.length - 1)])]
  }
}

function setStyle({ attributes }: XmlElement, styleOf: (style: number) => number): void {
  const style = Number(attributes.get('s') ?? 0)
  const changed = styleOf(style)
  if (changed !== style) attributes.set('s', String(changed))
}

function cutHeader(text: string): string {
  if (text.length <= headerLengthMax) return text
  // Not after a lone `&`, which would begin a code.
  return `${text.slice(0, headerLengthMax - 1).replace(/(?<!&)(&&)*&$/, '$1')}…`
}
