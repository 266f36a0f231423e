import type { ZipPart } from '../zip/zipStream.ts'
import { freePath, relationshipsPath, targetPath } from './partPaths.ts'
import { element, elementsOf, parseXml, toXml, xmlDeclaration, type XmlElement } from './xml.ts'

export const workbookPath = 'xl/workbook.xml'
const contentTypesPath = '[Content_Types].xml'
const relationshipsNamespace = 'http://schemas.openxmlformats.org/package/2006/relationships'
const officeRelationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** Kinds of relationships: the last word of their type. */
export type RelationshipKind = 'worksheet' | 'hyperlink'

/** The parts of a workbook (an OPC package, ECMA-376 part 2), which are sent one by one. */
export class WorkbookPackage {
  readonly #bytes: Map<string, Uint8Array>
  readonly #trees = new Map<string, XmlElement>()
  /** Parts that were taken, or that are streamed. */
  readonly #gone = new Set<string>()

  constructor(parts: Map<string, Uint8Array>) {
    this.#bytes = parts
  }

  /** The root element of a part; changes to it are part of the file. */
  tree(path: string): XmlElement {
    const known = this.#trees.get(path)
    if (known) return known
    const bytes = this.#bytes.get(path)
    if (!bytes) throw new Error(`The workbook has no part ${path}.`)
    const tree = parseXml(Buffer.from(bytes).toString('utf8'))
    this.#trees.set(path, tree)
    return tree
  }

  /** Paths of all parts that have not been taken. */
  paths(): string[] {
    const all = new Set([...this.#bytes.keys(), ...this.#trees.keys()])
    return [...all].filter((path) => !this.#gone.has(path))
  }

  /** The relationships of a part, which may be empty. */
  relationships(path: string): XmlElement {
    const relationships = relationshipsPath(path)
    if (!this.#has(relationships)) {
      this.#trees.set(relationships, element('Relationships', [['xmlns', relationshipsNamespace]]))
    }
    return this.tree(relationships)
  }

  /** Path of the part that the relationship with this id points to. */
  related(path: string, id: string): string {
    const relationship = elementsOf(this.relationships(path)).find(
      ({ attributes }) => attributes.get('Id') === id,
    )
    if (!relationship) throw new Error(`The part ${path} has no relationship ${id}.`)
    return targetPath(path, relationship.attributes.get('Target')!)
  }

  /** Adds a relationship and returns its id. `target` is escaped. */
  relate(path: string, kind: RelationshipKind, target: string): string {
    const { children } = this.relationships(path)
    const id = `rIdX${children.length + 1}`
    const relationship = element('Relationship', [
      ['Id', id],
      ['Type', `${officeRelationships}/${kind}`],
      ['Target', target],
    ])
    if (kind === 'hyperlink') relationship.attributes.set('TargetMode', 'External')
    children.push(relationship)
    return id
  }

  /** Adds a part of the same kind as another under the next free name, and returns its path. */
  addLike(path: string, tree: XmlElement): string {
    const copy = freePath(path, (candidate) => this.#has(candidate))
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
    if (this.#has(relationshipsPath(path))) {
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

  /** The part as it is now; each part is taken once. */
  take(path: string): ZipPart {
    this.#gone.add(path)
    const tree = this.#trees.get(path)
    const bytes = tree ? Buffer.from(xmlDeclaration + toXml(tree)) : this.#bytes.get(path)
    if (!bytes) throw new Error(`The workbook has no part ${path}.`)
    return { name: path, bytes }
  }

  /** All parts that have not been taken, the table of content types last. */
  *takeRest(): Generator<ZipPart> {
    for (const path of this.paths()) {
      const isEmpty = path.endsWith('.rels') && this.tree(path).children.length === 0
      if (path !== contentTypesPath && !isEmpty) yield this.take(path)
    }
    yield this.take(contentTypesPath)
  }

  #move(path: string, renamed: string): void {
    for (const parts of [this.#trees, this.#bytes] as Map<string, unknown>[]) {
      if (parts.has(path)) parts.set(renamed, parts.get(path))
      parts.delete(path)
    }
  }

  /** Whether there is such a part, taken or not. */
  #has(path: string): boolean {
    return this.#bytes.has(path) || this.#trees.has(path)
  }
}
