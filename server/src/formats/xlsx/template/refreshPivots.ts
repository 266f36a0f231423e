import { relationshipsPath } from '../partPaths.ts'
import type { WorkbookPackage } from '../workbookPackage.ts'
import { definedNamesIn } from '../workbookSheets.ts'
import { descendants, textOf, type XmlElement } from '../xml.ts'
import { parseRange, rangeText } from './cellRange.ts'
import { attributeOf } from './sheetCells.ts'
import type { TableGrowth } from './tableGrowth.ts'
import { sameName, type TemplateTarget } from './templateTarget.ts'

interface PivotPlace {
  readonly workbookPath: string
  readonly target: TemplateTarget
}

/**
 * Pivot tables over the data calculate again when the workbook is opened (18.10.1.67). The ranges of
 * others move if they are below the data.
 */
export function refreshPivots(
  parts: WorkbookPackage,
  place: PivotPlace,
  growth: TableGrowth,
): void {
  for (const path of parts.relatedOfKind(place.workbookPath, 'pivotCacheDefinition')) {
    // A pivot table over several ranges has a `rangeSet` for each.
    const sources = [...descendants(parts.tree(path))].filter(
      ({ name, attributes }) =>
        (name === 'worksheetSource' || name === 'rangeSet') && !attributes.has('r:id'),
    )
    const isOverData = sources.some((source) => isSourceOverData(parts, place, source, growth))
    for (const source of sources) moveSource(source, growth)
    if (isOverData) dropRecords(parts, path)
  }
}

function dropRecords(parts: WorkbookPackage, path: string): void {
  const { attributes } = parts.tree(path)
  for (const records of parts.relatedOfKind(path, 'pivotCacheRecords')) {
    parts.remove(records, path)
  }
  for (const name of ['r:id', 'recordCount']) attributes.delete(name)
  attributes.set('refreshOnLoad', '1')
  if (parts.relationships(path).children.length === 0) parts.drop(relationshipsPath(path))
}

function moveSource(source: XmlElement, growth: TableGrowth): void {
  const range = parseRange(source.attributes.get('ref') ?? '')
  if (!range || !growth.isAbout({ sheet: attributeOf(source, 'sheet') }, null)) return
  source.attributes.set('ref', rangeText(growth.range(range, 'source')))
}

function isSourceOverData(
  parts: WorkbookPackage,
  { workbookPath, target }: PivotPlace,
  source: XmlElement,
  growth: TableGrowth,
): boolean {
  const [name, ref, sheet] = ['name', 'ref', 'sheet'].map((key) => attributeOf(source, key))
  if (ref && sheet) return growth.formulaMeets(`'${sheet.replaceAll("'", "''")}'!${ref}`, null)
  if (!name) return false
  if (target.table && sameName(name, target.table.name)) return true
  const defined = definedNamesIn(parts.tree(workbookPath)).find((candidate) =>
    sameName(attributeOf(candidate, 'name')!, name),
  )
  return defined !== undefined && growth.formulaMeets(textOf(defined), null)
}
