import { relationshipsPath } from '../partPaths.ts'
import type { WorkbookPackage } from '../workbookPackage.ts'
import { descendants, type XmlElement } from '../xml.ts'
import { parseRange, rangeText } from './cellRange.ts'
import { attributeOf } from './sheetCells.ts'
import type { TableGrowth } from './tableGrowth.ts'

interface PivotPlace {
  readonly workbookPath: string
  /** See `dataNames`. */
  readonly names: ReadonlySet<string>
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
    const isOverData = sources.some((source) => isSourceOverData(source, place.names, growth))
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
  source: XmlElement,
  names: ReadonlySet<string>,
  growth: TableGrowth,
): boolean {
  const [name, ref, sheet] = ['name', 'ref', 'sheet'].map((key) => attributeOf(source, key))
  if (ref && sheet) return growth.formulaMeets(`'${sheet.replaceAll("'", "''")}'!${ref}`, null)
  return Boolean(name) && names.has(name!.toLowerCase())
}
