/**
 * Just enough XML for the parts that exceljs writes: elements, attributes and text, without
 * comments, CDATA or a DTD. Attribute values and text stay escaped, so that untouched parts are
 * written as they were read.
 */
export interface XmlElement {
  readonly name: string
  readonly attributes: Map<string, string>
  children: (XmlElement | string)[]
}

export const xmlDeclaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

const token = /<\?[^>]*\?>|<(\/?)([\w:.-]+)((?:[^>"']|"[^"]*"|'[^']*')*?)(\/?)>|[^<]+/g
const attribute = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g

/** The root element of a part. */
export function parseXml(xml: string): XmlElement {
  const root = element('')
  const open = [root]
  for (const [text, slash, name, attributes, empty] of xml.matchAll(token)) {
    const parent = open.at(-1)!
    if (name === undefined) {
      if (!text.startsWith('<?')) parent.children.push(text)
    } else if (slash) {
      open.pop()
    } else {
      const child = element(name, parseAttributes(attributes!))
      parent.children.push(child)
      if (!empty) open.push(child)
    }
  }
  const first = elementsOf(root)[0]
  if (!first || open.length !== 1) throw new SyntaxError('This part is not well-formed XML.')
  return first
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
  return unescapeXml(children.filter((child) => typeof child === 'string').join(''))
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
