import type { WorkbookPackage } from '../workbookPackage.ts'
import { descendants, elementsOf, localName, textOf, type XmlElement } from '../xml.ts'
import { parseRange, rangeText } from './cellRange.ts'
import { isTrue } from './sheetCells.ts'
import type { TableGrowth } from './tableGrowth.ts'

/** The cell of a note, counted from 0. */
const noteRow = /<x:Row>\s*(\d+)\s*<\/x:Row>/
const noteColumn = /<x:Column>\s*(\d+)\s*<\/x:Column>/

/** Charts and images below the data move with its end; the others stay. */
export function moveDrawings(parts: WorkbookPackage, sheetPath: string, growth: TableGrowth): void {
  if (growth.rowShift === 0) return
  for (const path of parts.relatedOfKind(sheetPath, 'drawing')) {
    if (!parts.has(path)) continue
    // Anchors of controls and slicers are in `mc:AlternateContent`.
    for (const part of descendants(parts.tree(path))) moveAnchor(part, growth)
  }
}

/** An anchor (ECMA-376 part 1, 20.5.2.33); any other element stays as it is. */
export function moveAnchor(anchor: XmlElement, growth: TableGrowth): void {
  if (isAbsolute(anchor)) return
  const from = childOf(anchor, 'from')
  const [column, row] = ['col', 'row'].map((name) => from && childOf(from, name))
  if (!column || !row || !growth.moves(Number(textOf(column)), Number(textOf(row)) + 1)) return
  const to = childOf(anchor, 'to')
  for (const corner of [row, to && childOf(to, 'row')]) {
    if (corner) corner.children = [String(Number(textOf(corner)) + growth.rowShift)]
  }
}

/** Whether the user chose "Don't move or size with cells". */
function isAbsolute(anchor: XmlElement): boolean {
  const { attributes } = anchor
  // That of a control or an embedded object on the sheet (18.3.1.1) moves only if it says so.
  if (localName(anchor) === 'anchor') {
    return !['moveWithCells', 'sizeWithCells'].some((name) => isTrue(attributes.get(name)))
  }
  return attributes.get('editAs') === 'absolute'
}

/** Excel writes the prefix `xdr:`; others make its namespace the default. */
function childOf(parent: XmlElement, name: string): XmlElement | undefined {
  return elementsOf(parent).find((child) => localName(child) === name)
}

/**
 * Notes and threaded comments (18.7.3) of cells that move, and the shapes of the notes. Those of rows
 * that the data no longer has are removed: a cell has one note.
 */
export function moveComments(parts: WorkbookPackage, sheetPath: string, growth: TableGrowth): void {
  if (growth.rowShift === 0) return
  for (const kind of ['comments', 'threadedComment']) {
    for (const path of parts.relatedOfKind(sheetPath, kind)) {
      const tree = parts.tree(path)
      for (const part of [tree, ...descendants(tree)]) dropGone(part, growth)
      for (const part of descendants(tree)) moveComment(part, growth)
    }
  }
  for (const path of parts.relatedOfKind(sheetPath, 'vmlDrawing')) {
    const moved = parts
      .text(path)
      .replaceAll(/<v:shape\b[^>]*>[^]*?<\/v:shape>/g, (shape) =>
        isOfGoneNote(shape, growth) ? '' : shape,
      )
      .replaceAll(/<x:ClientData[^>]*>[^]*?<\/x:ClientData>/g, (note) => movedNote(note, growth))
    parts.replaceText(path, moved)
  }
}

function dropGone(list: XmlElement, growth: TableGrowth): void {
  list.children = list.children.filter((child) => {
    if (typeof child === 'string' || !isComment(child)) return true
    const cell = parseRange(child.attributes.get('ref') ?? '')
    return !cell || !growth.isGone(cell.firstColumn, cell.firstRow)
  })
}

function isComment(part: XmlElement): boolean {
  return /^(comment|threadedComment)$/.test(localName(part))
}

function isOfGoneNote(shape: string, growth: TableGrowth): boolean {
  const [row, column] = [noteRow, noteColumn].map((pattern) => pattern.exec(shape)?.[1])
  return row !== undefined && column !== undefined && growth.isGone(Number(column), Number(row) + 1)
}

function moveComment(part: XmlElement, growth: TableGrowth): void {
  if (!isComment(part)) return
  const cell = parseRange(part.attributes.get('ref') ?? '')
  if (cell) part.attributes.set('ref', rangeText(growth.cell(cell)))
}

function movedNote(note: string, growth: TableGrowth): string {
  const anchor = /<x:Anchor>([^<]*)/.exec(note)?.[1]?.split(',')
  // A control has no cell, only a place.
  const row = noteRow.exec(note)?.[1] ?? anchor?.[2]
  const column = noteColumn.exec(note)?.[1] ?? anchor?.[0]
  if (row === undefined || column === undefined || isFixed(note)) return note
  if (!growth.moves(Number(column), Number(row) + 1)) return note
  const shifted = (text: string) => String(Number(text) + growth.rowShift)
  return note
    .replace(/(<x:Row>)\s*(\d+)/, (_, tag: string, text: string) => tag + shifted(text))
    .replace(/(<x:Anchor>)([^<]*)/, (_, tag: string, text: string) => {
      // Left column and offset, top row and offset, right column and offset, bottom row and offset.
      const numbers = text.split(',')
      const rows = numbers.map((part, index) => (index === 2 || index === 6 ? shifted(part) : part))
      return tag + rows.join(',')
    })
}

/** A control with this element stays where it is: in VML its name is the opposite of what it means. */
function isFixed(note: string): boolean {
  return !note.includes('<x:Row>') && /<x:MoveWithCells(\s*\/>|>\s*(<|t))/i.test(note)
}
