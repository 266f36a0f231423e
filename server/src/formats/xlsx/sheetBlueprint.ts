import { randomUUID } from 'node:crypto'
import type { WorkbookPackage } from './workbookPackage.ts'
import { descendants, elementsOf, textOf, type XmlElement } from './xml.ts'

/** Kinds of related parts that belong to one sheet alone and have to be copied with it. */
const ownedParts = ['drawing', 'comments', 'vmlDrawing']

/** A designed sheet before any row, from which the sheets "(2)", "(3)", … are made. */
export class SheetBlueprint {
  readonly #parts: WorkbookPackage
  readonly #path: string
  readonly #tree: XmlElement
  readonly #relationships: XmlElement

  constructor(parts: WorkbookPackage, path: string) {
    this.#parts = parts
    this.#path = path
    this.#tree = structuredClone(parts.tree(path))
    this.#relationships = structuredClone(parts.relationships(path))
  }

  /** Adds another sheet with the same header and look to the package, and returns its path. */
  addCopy(): string {
    const tree = structuredClone(this.#tree)
    renewIds(tree)
    for (const view of descendants(tree)) view.attributes.delete('tabSelected')
    // A table's name is unique in a workbook, and formulas refer to the first one.
    tree.children = elementsOf(tree).filter(({ name }) => name !== 'tableParts')
    const path = this.#parts.addLike(this.#path, tree)
    this.#parts.relationships(path).children = elementsOf(this.#relationships).flatMap(
      (relationship) => this.#copyRelationship(relationship),
    )
    return path
  }

  #copyRelationship(relationship: XmlElement): XmlElement[] {
    const copy = structuredClone(relationship)
    const kind = copy.attributes.get('Type')!.split('/').at(-1)!
    if (kind === 'table') return []
    if (ownedParts.includes(kind)) {
      const target = copy.attributes.get('Target')!
      const original = this.#parts.related(this.#path, copy.attributes.get('Id')!)
      const folder = target.slice(0, target.lastIndexOf('/') + 1)
      const path = this.#parts.addCopy(original)
      copy.attributes.set('Target', folder + path.slice(path.lastIndexOf('/') + 1))
    }
    return [copy]
  }
}

/** Rules in two places of a sheet are linked by a GUID, which must be unique in the workbook. */
function renewIds(sheet: XmlElement): void {
  const renewed = new Map<string, string>()
  const renew = (id: string) => {
    const known = renewed.get(id) ?? `{${randomUUID().toUpperCase()}}`
    renewed.set(id, known)
    return known
  }
  for (const part of descendants(sheet)) {
    if (part.name === 'x14:id') part.children = [renew(textOf(part))]
    const id = part.name === 'x14:cfRule' ? part.attributes.get('id') : undefined
    if (id) part.attributes.set('id', renew(id))
  }
}
