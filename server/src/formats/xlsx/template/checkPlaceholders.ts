import type { WorkbookPackage } from '../workbookPackage.ts'
import { descendants, textOf, type XmlElement } from '../xml.ts'
import { placeholderProblem, placeholdersIn } from './placeholders.ts'
import { plainText } from './sheetCells.ts'
import type { TemplateReport } from './templateOptions.ts'

/** Elements whose text people read: cells, headers and footers, names, charts and drawings. */
const textElements = new Set([
  ...['t', 'definedName', 'a:t'],
  ...['oddHeader', 'oddFooter', 'evenHeader', 'evenFooter', 'firstHeader', 'firstFooter'],
])

/** Whether this element has a text that may have placeholders. */
export function isTextElement({ name }: XmlElement): boolean {
  return textElements.has(name)
}

/** Whether a part may have placeholders; the caches of pivot tables have copies of cells. */
export function mayHavePlaceholders(path: string): boolean {
  return path.endsWith('.xml') && !/(^|\/)(pivot\w*|docProps|theme|customXml)\//.test(path)
}

/**
 * @returns the names of all placeholders
 * @throws Error for a placeholder that could never be filled
 */
export function checkPlaceholders(parts: WorkbookPackage, report: TemplateReport): string[] {
  const names = new Set<string>()
  for (const path of parts.paths().filter(mayHavePlaceholders)) {
    if (!parts.text(path).includes('{{')) continue
    for (const part of descendants(parts.tree(path))) {
      if (part.name === 'si' || part.name === 'is') checkRuns(part)
      if (isTextElement(part)) placeholdersIn(textOf(part)).forEach((name) => names.add(name))
    }
  }
  for (const name of names) {
    const problem = placeholderProblem(name, report)
    if (problem !== null) throw new Error(`There is no value for {{${name}}}. ${problem}`)
  }
  return [...names]
}

/** A placeholder of which a part has another format would not be found. */
function checkRuns(item: XmlElement): void {
  const all = placeholdersIn(plainText(item))
  const whole = [...descendants(item)]
    .filter(({ name }) => name === 't')
    .flatMap((text) => placeholdersIn(textOf(text)))
  const split = all.find((name) => !whole.includes(name))
  if (split === undefined) return
  throw new Error(`A part of {{${split}}} has another format than the rest. Give it one format.`)
}
