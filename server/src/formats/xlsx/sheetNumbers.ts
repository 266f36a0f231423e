import type { DesignedWorkbook } from './designWorkbook.ts'
import { workbookPath } from './workbookPackage.ts'
import { sheetNames, sheetRelationshipId } from './workbookSheets.ts'

/** Path of the part with this sheet. */
export function sheetPath({ parts }: Pick<DesignedWorkbook, 'parts'>, sheet: string): string {
  const id = sheetRelationshipId(parts.tree(workbookPath), sheet)
  return parts.related(workbookPath, id)
}

/**
 * Sheets are numbered in the order in which people see them, as in Excel, because some readers take
 * the number for the position. How many sheets the rows fill is known only at their end, so all
 * other sheets have temporary names until then.
 */
export function setOthersAside(workbook: DesignedWorkbook): readonly string[] {
  const { parts, rowsSheet } = workbook
  const others = sheetNames(parts.tree(workbookPath)).filter((name) => name !== rowsSheet)
  const aside = others.map((name, index) => {
    const path = `xl/worksheets/aside${index + 1}.xml`
    parts.rename(sheetPath(workbook, name), path)
    return path
  })
  parts.rename(sheetPath(workbook, rowsSheet), numberedPath(1))
  return aside
}

/** Numbers the other sheets after those of the rows. */
export function numberOthers(
  { parts }: DesignedWorkbook,
  aside: readonly string[],
  rowsSheetCount: number,
): void {
  for (const [index, path] of aside.entries()) {
    parts.rename(path, numberedPath(rowsSheetCount + index + 1))
  }
}

function numberedPath(number: number): string {
  return `xl/worksheets/sheet${number}.xml`
}
