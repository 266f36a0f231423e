import type { WorkbookPackage } from '../workbookPackage.ts'
import { elementsOf, localName, textOf, type XmlElement } from '../xml.ts'
import { escapeFormula } from '../xmlText.ts'
import { mentions } from './growParts.ts'
import type { RangeUse, TableGrowth } from './tableGrowth.ts'

export interface ChartGrowth {
  readonly growth: TableGrowth
  /** See `dataNames`. */
  readonly names: ReadonlySet<string>
}

/** Series of charts that refer to the data; what they remember of its values is dropped. */
export function growCharts(parts: WorkbookPackage, { names, growth }: ChartGrowth): void {
  const charts = parts.paths().filter((path) => /(^|\/)charts\/chart[^/]*\.xml$/i.test(path))
  for (const path of charts) {
    const xml = parts.text(path)
    const isNamed = [...names].some((name) => xml.toLowerCase().includes(name))
    if (!isNamed && !mentions(xml, growth)) continue
    growSeries(parts.tree(path), { growth, names }, 'shown')
  }
}

/** Names of elements count without their prefix: extensions have others (`c15:f`, `cx:f`). */
function growSeries(part: XmlElement, chart: ChartGrowth, use: RangeUse): void {
  const formula = elementsOf(part).find((child) => /^(f|sqref)$/.test(localName(child)))
  if (formula) growReference(part, formula, chart, use)
  for (const child of elementsOf(part)) {
    // A name of a series is the text of one cell, or of a few.
    growSeries(child, chart, localName(child) === 'tx' ? 'formula' : use)
  }
}

function growReference(
  part: XmlElement,
  formula: XmlElement,
  { growth, names }: ChartGrowth,
  use: RangeUse,
): void {
  const text = textOf(formula)
  const grown = growth.formula(text, null, use)
  const isNamed = names.has(text.slice(text.lastIndexOf('!') + 1).toLowerCase())
  if (grown === text && !isNamed && !growth.formulaMeets(text, null)) return
  formula.children = [escapeFormula(grown)]
  part.children = elementsOf(part).filter((child) => !/^(\w+Cache|lvl)$/.test(localName(child)))
}
