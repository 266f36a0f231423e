import type { WorkbookPackage } from '../workbookPackage.ts'
import { elementsOf, type XmlElement } from '../xml.ts'

/** Path of the table of texts, which a workbook may lack. */
export function sharedTextsPath(parts: WorkbookPackage): string | null {
  const [workbookPath] = parts.relatedOfKind('', 'officeDocument')
  const [path] = parts.relatedOfKind(workbookPath!, 'sharedStrings')
  return path !== undefined && parts.has(path) ? path : null
}

/** The `<si>` elements of the table of texts, by index (ECMA-376 part 1, 18.4.8). */
export function sharedTextsOf(parts: WorkbookPackage): XmlElement[] {
  const path = sharedTextsPath(parts)
  return path === null ? [] : elementsOf(parts.tree(path)).filter(({ name }) => name === 'si')
}
