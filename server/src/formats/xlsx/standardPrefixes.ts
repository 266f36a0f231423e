import type { XmlElement } from './xml.ts'

export const mainNamespace = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
export const officeRelationships =
  'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
export const packageRelationships = 'http://schemas.openxmlformats.org/package/2006/relationships'

/** By namespace: the prefix that parts are read and changed with; none for ''. */
const standardPrefixes: ReadonlyMap<string, string> = new Map([
  [mainNamespace, ''],
  [packageRelationships, ''],
  ['http://schemas.openxmlformats.org/package/2006/content-types', ''],
  [officeRelationships, 'r'],
  ['http://schemas.openxmlformats.org/drawingml/2006/main', 'a'],
  ['http://schemas.microsoft.com/office/spreadsheetml/2009/9/main', 'x14'],
  ['http://schemas.microsoft.com/office/excel/2006/main', 'xm'],
])

const declaration = /\sxmlns(?::([\w.-]+))?\s*=\s*(?:"([^"]*)"|'([^']*)')/g

/**
 * The part with the prefixes that Excel writes: any program may choose others, such as `ns0:workbook`
 * and `ns1:id`.
 *
 * @param xml the text of the part
 * @throws SyntaxError when the part uses one of these prefixes for another namespace, too
 */
export function withStandardPrefixes(root: XmlElement, xml: string): XmlElement {
  const hasOthers = [...xml.matchAll(declaration)].some(([, prefix = '', double, single]) => {
    const standard = standardPrefixes.get(double ?? single!)
    return standard !== undefined && standard !== prefix
  })
  const part = hasOthers ? new PrefixRenaming(root).root : root
  // Relationship ids are added to sheets and to the list of them.
  if (/^(worksheet|workbook)$/.test(part.name) && !part.attributes.has('xmlns:r')) {
    part.attributes.set('xmlns:r', officeRelationships)
  }
  return part
}

/** What prefixes stand for; '' is the default, before and after the change. */
interface Scope {
  readonly namespaces: ReadonlyMap<string, string>
  readonly defaultNamespace: string | undefined
}

class PrefixRenaming {
  readonly root: XmlElement
  /** Standard prefixes that names have got. */
  readonly #used = new Map<string, string>()

  constructor(root: XmlElement) {
    const namespace = namespacesIn(root, new Map()).get(prefixOf(root.name))
    // The default of a part stays, unless its root loses its prefix.
    const losesPrefix = namespace !== undefined && standardPrefixes.get(namespace) === ''
    const defaultNamespace = losesPrefix ? namespace : root.attributes.get('xmlns')
    this.root = this.#renamed(root, { namespaces: new Map(), defaultNamespace })
    if (defaultNamespace !== undefined) this.root.attributes.set('xmlns', defaultNamespace)
    for (const [prefix, uri] of this.#used) this.root.attributes.set(`xmlns:${prefix}`, uri)
  }

  /** Other declarations stay, because attributes such as `mc:Ignorable` list prefixes. */
  #renamed({ name, attributes, children }: XmlElement, outer: Scope): XmlElement {
    const namespaces = namespacesIn({ attributes }, outer.namespaces)
    const own = attributes.get('xmlns')
    const getsPrefix =
      own !== undefined && own !== outer.defaultNamespace && standardPrefixes.get(own)
    const defaultNamespace = getsPrefix ? outer.defaultNamespace : (own ?? outer.defaultNamespace)
    const scope = { namespaces, defaultNamespace }
    const kept = [...attributes].filter(([key]) => key !== 'xmlns' || !getsPrefix)
    return {
      name: this.#nameOf(name, scope),
      attributes: new Map(
        kept.map(([key, value]) => [
          key.includes(':') ? this.#nameOf(key, { ...scope, defaultNamespace: undefined }) : key,
          value,
        ]),
      ),
      children: children.map((child) =>
        typeof child === 'string' ? child : this.#renamed(child, scope),
      ),
    }
  }

  #nameOf(name: string, { namespaces, defaultNamespace }: Scope): string {
    const prefix = prefixOf(name)
    const namespace = namespaces.get(prefix)
    const standard = namespace === undefined ? undefined : standardPrefixes.get(namespace)
    if (standard === undefined || standard === prefix || namespace === undefined) return name
    const local = name.slice(name.indexOf(':') + 1)
    if (namespace === defaultNamespace) return local
    if (standard === '') return name
    if ((namespaces.get(standard) ?? namespace) !== namespace) {
      throw new SyntaxError(
        `This part uses the prefix ${standard} for another namespace than Excel.`,
      )
    }
    this.#used.set(standard, namespace)
    return `${standard}:${local}`
  }
}

function prefixOf(name: string): string {
  return name.includes(':') ? name.slice(0, name.indexOf(':')) : ''
}

function namespacesIn(
  { attributes }: Pick<XmlElement, 'attributes'>,
  outer: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const own = [...attributes].flatMap(([key, value]): [string, string][] => {
    if (key === 'xmlns') return [['', value]]
    return key.startsWith('xmlns:') ? [[key.slice('xmlns:'.length), value]] : []
  })
  return own.length === 0 ? outer : new Map([...outer, ...own])
}
