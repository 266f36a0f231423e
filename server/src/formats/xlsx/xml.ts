/**
 * Just enough XML for the parts of workbooks: no DTD, and UTF-8. Attribute values and text stay
 * escaped, and comments and processing instructions are kept, so that what is not changed is written
 * as it was read.
 */
export interface XmlElement {
  readonly name: string
  readonly attributes: Map<string, string>
  /** Elements, and texts with their escapes; a text that begins with `<` is a comment or the like. */
  children: (XmlElement | string)[]
}

export const xmlDeclaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

const attribute = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g
const tagName = /[^\s/>]+/y

/** Deeper than any part of a workbook: elements are written by functions that call themselves. */
const depthMax = 256

/**
 * The root element of a part.
 *
 * @throws SyntaxError when it is not well-formed, or has a DTD
 */
export function parseXml(xml: string): XmlElement {
  const root = element('')
  const open = [root]
  for (let at = xml.codePointAt(0) === 0xfeff ? 1 : 0; at < xml.length;) {
    const parent = open.at(-1)!
    const end = endOfToken(xml, at)
    const text = xml.slice(at, end)
    at = end
    if (!text.startsWith('<')) parent.children.push(text)
    else if (text.startsWith('<![CDATA[')) parent.children.push(escapeMarkup(text.slice(9, -3)))
    else if (text.startsWith('<!') || text.startsWith('<?')) {
      if (open.length > 1) parent.children.push(text)
    } else if (text.startsWith('</')) {
      if (open.length === 1 || parent.name !== text.slice(2, -1).trimEnd()) throw notWellFormed()
      open.pop()
    } else {
      const child = elementOf(text)
      parent.children.push(child)
      if (!text.endsWith('/>')) open.push(child)
      if (open.length > depthMax) throw new SyntaxError('This part is nested too deeply.')
    }
  }
  const first = elementsOf(root)[0]
  if (!first || open.length !== 1) throw notWellFormed()
  return first
}

/** Where a tag, a text or a comment ends that begins at this place. */
function endOfToken(xml: string, at: number): number {
  if (xml[at] !== '<') return endAfter(xml, '<', at, 0)
  if (xml.startsWith('<!--', at)) return endAfter(xml, '-->', at + 4)
  if (xml.startsWith('<![CDATA[', at)) return endAfter(xml, ']]>', at)
  if (xml.startsWith('<?', at)) return endAfter(xml, '?>', at)
  if (xml[at + 1] === '!') throw new SyntaxError('This part has a DTD.')
  for (let next = at + 1; next < xml.length; next += 1) {
    const character = xml[next]!
    if (character === '>') return next + 1
    if (character === '"' || character === "'") next = endAfter(xml, character, next + 1) - 1
  }
  throw notWellFormed()
}

/** Where this mark ends, or begins if its length is given as 0; a text may go on to the end. */
function endAfter(xml: string, mark: string, from: number, length = mark.length): number {
  const at = xml.indexOf(mark, from)
  if (at >= 0) return at + length
  if (length === 0) return xml.length
  throw notWellFormed()
}

function elementOf(tag: string): XmlElement {
  tagName.lastIndex = 1
  const name = tagName.exec(tag)?.[0]
  if (name === undefined) throw notWellFormed()
  return element(name, parseAttributes(tag.slice(name.length + 1)))
}

function notWellFormed(): SyntaxError {
  return new SyntaxError('This part is not well-formed XML.')
}

/** Markup as text. */
function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

export function toXml(node: XmlElement | string): string {
  if (typeof node === 'string') return node
  if (node.children.length === 0) return openTag(node).replace(/>$/, '/>')
  return `${openTag(node)}${node.children.map(toXml).join('')}</${node.name}>`
}

export function openTag({ name, attributes }: XmlElement): string {
  const pairs = [...attributes].map(([key, value]) => ` ${key}="${value}"`)
  return `<${name}${pairs.join('')}>`
}

/** Attribute values must be escaped already. */
export function element(
  name: string,
  attributes: Iterable<readonly [string, string]> = [],
  children: (XmlElement | string)[] = [],
): XmlElement {
  return { name, attributes: new Map(attributes), children }
}

export function elementsOf(parent: XmlElement): XmlElement[] {
  return parent.children.filter((child) => typeof child !== 'string')
}

export function childNamed(parent: XmlElement, name: string): XmlElement | undefined {
  return elementsOf(parent).find((child) => child.name === name)
}

/** The name of an element without its prefix. */
export function localName({ name }: XmlElement): string {
  return name.slice(name.indexOf(':') + 1)
}

export function* descendants(parent: XmlElement): Generator<XmlElement> {
  for (const child of elementsOf(parent)) {
    yield child
    yield* descendants(child)
  }
}

/** Text of an attribute or an element without its escapes. */
export function unescapeXml(escaped: string): string {
  return escaped.replace(/&(\w+);|&#(x?)([\da-fA-F]+);/g, (entity, name, hex, digits) =>
    typeof name === 'string'
      ? (entities[name] ?? entity)
      : String.fromCodePoint(Number.parseInt(String(digits), hex === 'x' ? 16 : 10)),
  )
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
}

/** The text right inside an element, without its escapes. */
export function textOf({ children }: XmlElement): string {
  const texts = children.filter((child) => typeof child === 'string')
  return unescapeXml(texts.filter((text) => !text.startsWith('<')).join(''))
}

/** Puts the children into the order of a schema's sequence; names it does not list go last. */
export function sortChildren(parent: XmlElement, order: readonly string[]): void {
  const rank = (child: XmlElement | string) => {
    const index = order.indexOf(typeof child === 'string' ? '' : child.name)
    return index < 0 ? order.length : index
  }
  parent.children = parent.children.toSorted((one, other) => rank(one) - rank(other))
}

function* parseAttributes(source: string): Generator<[string, string]> {
  for (const [, key, double, single] of source.matchAll(attribute)) {
    yield [key!, double ?? single!.replaceAll('"', '&quot;')]
  }
}
