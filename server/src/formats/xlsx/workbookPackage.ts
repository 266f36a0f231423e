import { unpack, type PackedPart } from '../zip/readArchive.ts'
import type { ZipPart } from '../zip/zipStream.ts'
import { freePath, relationshipsPath, targetPath } from './partPaths.ts'
import {
  officeRelationships,
  packageRelationships,
  withStandardPrefixes,
} from './standardPrefixes.ts'
import {
  element,
  elementsOf,
  parseXml,
  toXml,
  unescapeXml,
  xmlDeclaration,
  type XmlElement,
} from './xml.ts'

export const workbookPath = 'xl/workbook.xml'
export const contentTypesPath = '[Content_Types].xml'

/** Kinds of relationships: the last word of their type. */
export type RelationshipKind = 'worksheet' | 'hyperlink' | 'table' | 'sharedStrings'

/** The parts of a workbook (an OPC package, ECMA-376 part 2), which are sent one by one. */
export class WorkbookPackage {
  readonly #bytes: Map<string, Uint8Array | PackedPart>
  readonly #trees = new Map<string, XmlElement>()
  /** Parts that were taken, or that are streamed. */
  readonly #gone = new Set<string>()
  /** By part: the number of the id that its last added relationship has. */
  readonly #lastIds = new Map<string, number>()

  constructor(parts: ReadonlyMap<string, Uint8Array | PackedPart>) {
    this.#bytes = new Map(parts)
  }

  /** The root element of a part; changes to it are part of the file. */
  tree(path: string): XmlElement {
    const known = this.#trees.get(path)
    if (known) return known
    const tree = this.#parse(path)
    this.#trees.set(path, tree)
    return tree
  }

  /** The XML of a part as it was read. */
  text(path: string): string {
    const part = this.#bytes.get(path)
    if (!part) throw new Error(`The workbook has no part ${path}.`)
    const bytes = part instanceof Uint8Array ? part : unpack(part)
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')
  }

  /** Paths of all parts that have not been taken. */
  paths(): string[] {
    const all = new Set([...this.#bytes.keys(), ...this.#trees.keys()])
    return [...all].filter((path) => !this.#gone.has(path))
  }

  /** The relationships of a part, which may be empty. */
  relationships(path: string): XmlElement {
    const relationships = relationshipsPath(path)
    if (!this.has(relationships)) {
      this.#trees.set(relationships, element('Relationships', [['xmlns', packageRelationships]]))
    }
    return this.tree(relationships)
  }

  /** Path of the part that the relationship with this id points to. */
  related(path: string, id: string): string {
    const relationship = elementsOf(this.relationships(path)).find(
      ({ attributes }) => attributes.get('Id') === id,
    )
    if (!relationship) throw new Error(`The part ${path} has no relationship ${id}.`)
    return this.#partAt(path, relationship.attributes)
  }

  /** Paths of the parts that the relationships of this kind point to. */
  relatedOfKind(path: string, kind: string): string[] {
    if (!this.has(relationshipsPath(path))) return []
    return elementsOf(this.relationships(path))
      .filter(({ attributes }) => kindOf(attributes) === kind)
      .map(({ attributes }) => this.#partAt(path, attributes))
  }

  /**
   * The part that a relationship points to: names are equal without case, and may be percent-encoded
   * (ECMA-376 part 2, 6.2.2.3 and 6.2.2.2).
   */
  #partAt(from: string, attributes: ReadonlyMap<string, string>): string {
    const path = targetPath(from, unescapeXml(attributes.get('Target')!))
    if (this.has(path)) return path
    const wanted = plainName(path)
    return [...this.#bytes.keys()].find((name) => plainName(name) === wanted) ?? path
  }

  /** Adds a relationship and returns its id. `target` is escaped. */
  relate(path: string, kind: RelationshipKind, target: string): string {
    const { children } = this.relationships(path)
    const id = this.#freeId(path)
    const relationship = element('Relationship', [
      ['Id', id],
      ['Type', `${officeRelationships}/${kind}`],
      ['Target', target],
    ])
    if (kind === 'hyperlink') relationship.attributes.set('TargetMode', 'External')
    children.push(relationship)
    return id
  }

  /** An id that no relationship of this part has. */
  #freeId(path: string): string {
    const known = this.#lastIds.get(path)
    const ids = known === undefined ? elementsOf(this.relationships(path)) : []
    const numbers = ids.map(({ attributes }) =>
      Number(/^rIdX(\d{1,9})$/i.exec(attributes.get('Id') ?? '')?.[1] ?? 0),
    )
    const number = Math.max(known ?? 0, ...numbers) + 1
    this.#lastIds.set(path, number)
    return `rIdX${number}`
  }

  /** Adds a part with a content type of its own. */
  add(path: string, tree: XmlElement, contentType: string): void {
    this.#trees.set(path, tree)
    const override = element('Override', [
      ['PartName', `/${path}`],
      ['ContentType', contentType],
    ])
    this.tree(contentTypesPath).children.push(override)
  }

  /** Removes a part, its relationships, and the relationship of another part to it. */
  remove(path: string, from: string): void {
    for (const gone of [path, relationshipsPath(path)]) this.drop(gone)
    const types = this.tree(contentTypesPath)
    types.children = elementsOf(types).filter(
      ({ attributes }) => attributes.get('PartName') !== `/${path}`,
    )
    const relationships = this.relationships(from)
    relationships.children = elementsOf(relationships).filter(
      ({ attributes }) => targetPath(from, attributes.get('Target')!) !== path,
    )
  }

  /** Removes a part to which nothing refers. */
  drop(path: string): void {
    this.#bytes.delete(path)
    this.#trees.delete(path)
  }

  /** Replaces a part that is not read as XML. */
  replaceText(path: string, text: string): void {
    this.#bytes.set(path, Buffer.from(text))
  }

  /** The next free path for a part, such as `xl/tables/table2.xml`. */
  freePath(path: string): string {
    return freePath(path, (candidate) => this.has(candidate))
  }

  /** Adds a part of the same kind as another under the next free name, and returns its path. */
  addLike(path: string, tree: XmlElement): string {
    const copy = this.freePath(path)
    this.#trees.set(copy, tree)
    const types = this.tree(contentTypesPath)
    const type = elementsOf(types).find(
      ({ attributes }) => attributes.get('PartName') === `/${path}`,
    )
    if (type) {
      types.children.push(element('Override', new Map(type.attributes).set('PartName', `/${copy}`)))
    }
    return copy
  }

  /** Copies a part with its relationships under the next free name, and returns its path. */
  addCopy(path: string): string {
    const copy = this.addLike(path, structuredClone(this.tree(path)))
    if (this.has(relationshipsPath(path))) {
      this.relationships(copy).children = structuredClone(this.relationships(path).children)
    }
    return copy
  }

  /** Gives a part that the workbook itself refers to another name. */
  rename(path: string, renamed: string): void {
    if (path === renamed) return
    this.#move(path, renamed)
    this.#move(relationshipsPath(path), relationshipsPath(renamed))
    for (const { attributes } of elementsOf(this.tree(contentTypesPath))) {
      if (attributes.get('PartName') === `/${path}`) attributes.set('PartName', `/${renamed}`)
    }
    for (const { attributes } of elementsOf(this.relationships(workbookPath))) {
      if (targetPath(workbookPath, attributes.get('Target')!) !== path) continue
      attributes.set('Target', renamed.slice('xl/'.length))
    }
  }

  /** Leaves a part out of `takeRest`, because it is streamed. */
  release(path: string): void {
    this.#gone.add(path)
  }

  /**
   * The part as it is now; each part is taken once. One that was packed, and is read but not changed,
   * stays as it is byte for byte.
   */
  take(path: string): ZipPart {
    this.#gone.add(path)
    const tree = this.#trees.get(path)
    const part = this.#bytes.get(path)
    if (tree) {
      const xml = toXml(tree)
      if (!part || part instanceof Uint8Array || xml !== toXml(this.#parse(path))) {
        return { name: path, bytes: Buffer.from(xmlDeclaration + xml) }
      }
    }
    if (!part) throw new Error(`The workbook has no part ${path}.`)
    return part instanceof Uint8Array ? { name: path, bytes: part } : { name: path, ...part }
  }

  #parse(path: string): XmlElement {
    try {
      const xml = this.text(path)
      return withStandardPrefixes(parseXml(xml), xml)
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause
      throw new SyntaxError(cause.message.replace('This part', `The part ${path}`), { cause })
    }
  }

  /** All parts that have not been taken, the table of content types last. */
  *takeRest(): Generator<ZipPart> {
    for (const path of this.paths()) {
      const isEmpty = this.#trees.has(path) && path.endsWith('.rels') && this.#isEmpty(path)
      if (path !== contentTypesPath && !isEmpty) yield this.take(path)
    }
    if (!this.#gone.has(contentTypesPath)) yield this.take(contentTypesPath)
  }

  #move(path: string, renamed: string): void {
    for (const parts of [this.#trees, this.#bytes] as Map<string, unknown>[]) {
      if (parts.has(path)) parts.set(renamed, parts.get(path))
      parts.delete(path)
    }
  }

  #isEmpty(path: string): boolean {
    return this.tree(path).children.length === 0
  }

  /** Whether there is such a part, taken or not. */
  has(path: string): boolean {
    return this.#bytes.has(path) || this.#trees.has(path)
  }
}

/** The last word of a relationship's type, such as `worksheet`. */
export function kindOf(attributes: ReadonlyMap<string, string>): string {
  const type = attributes.get('Type') ?? ''
  return attributes.get('TargetMode') === 'External' ? '' : type.slice(type.lastIndexOf('/') + 1)
}

/** A part's name as it is compared. */
function plainName(path: string): string {
  try {
    return decodeURI(path).toLowerCase()
  } catch {
    return path.toLowerCase()
  }
}
