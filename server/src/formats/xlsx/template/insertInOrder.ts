import { worksheetOrder } from '../exceljsRepairs.ts'
import { elementsOf, type XmlElement } from '../xml.ts'

/** Inserts an element of a sheet where its schema wants it, between others that stay in their order. */
export function insertInOrder(parent: XmlElement, child: XmlElement): void {
  const rank = worksheetOrder.indexOf(child.name)
  const index = parent.children.findLastIndex((other) => {
    const otherRank = typeof other === 'string' ? -1 : worksheetOrder.indexOf(other.name)
    return otherRank >= 0 && otherRank <= rank
  })
  parent.children.splice(index + 1, 0, child)
}

/** The element of this name, which is added where it is missing. */
export function ownElement(parent: XmlElement, empty: XmlElement): XmlElement {
  const known = elementsOf(parent).find(({ name }) => name === empty.name)
  if (!known) insertInOrder(parent, empty)
  return known ?? empty
}
