import type { EncodeResult } from '../encoder.ts'
import { deflateText } from '../zip/deflateText.ts'
import type { ZipPart } from '../zip/zipStream.ts'
import { ZoneClock } from '../zoneClock.ts'
import { aboutRowsXml } from './aboutSheet.ts'
import { columnPlans } from './cellStyles.ts'
import type { DesignedWorkbook } from './designWorkbook.ts'
import { fillFigureCell } from './figureCells.ts'
import { FigureTally } from './figureTally.ts'
import type { SheetContext } from './plainSheetWriter.ts'
import type { RowSource } from './rowSource.ts'
import { SharedStrings } from './sharedStrings.ts'
import { SheetBlueprint } from './sheetBlueprint.ts'
import type { SheetDeflater } from './sheetDeflater.ts'
import { numberOthers, setOthersAside, sheetPath } from './sheetNumbers.ts'
import { legalSheetName, numberedSheetName } from './sheetName.ts'
import { mayBeLarge } from './sheetSize.ts'
import { SheetTable } from './sheetTable.ts'
import { StreamedSheet, type SheetOptions } from './streamedSheet.ts'
import { isTooLong, type CellNote } from './textCell.ts'
import type { WorkbookOptions } from './workbookOptions.ts'
import { workbookPath } from './workbookPackage.ts'
import { insertSheet, nameFilter, sheetNames } from './workbookSheets.ts'
import { element, elementsOf, toXml, type XmlElement } from './xml.ts'

const stylesPath = 'xl/styles.xml'
const sharedStringsPath = 'xl/sharedStrings.xml'

export interface WorkbookStreamOptions {
  readonly encode: WorkbookOptions
  /** Rows of a sheet, header included. */
  readonly sheetRowsMax: number
  readonly deflateSheet: SheetDeflater
}

/** A designed workbook with its rows, as parts in the order of the file. */
export class WorkbookStream {
  readonly #designed: DesignedWorkbook
  readonly #rows: RowSource
  readonly #options: WorkbookStreamOptions
  readonly #sheets: StreamedSheet[] = []
  readonly #strings: SharedStrings
  readonly #clock: ZoneClock
  readonly #tally: FigureTally
  readonly #counts: Record<CellNote, number>

  constructor(designed: DesignedWorkbook, rows: RowSource, options: WorkbookStreamOptions) {
    this.#designed = designed
    this.#rows = rows
    this.#options = options
    const cutHeadings = options.encode.columns.filter(({ label }) => isTooLong(label))
    this.#counts = { cutText: cutHeadings.length, textNumber: 0 }
    this.#clock = new ZoneClock(options.encode.timeZone)
    const figures = designed.figures.map(({ figure }) => figure)
    this.#tally = new FigureTally(options.encode.columns, figures)
    const table = designed.parts.tree(sharedStringsPath)
    this.#strings = new SharedStrings({ designed: elementsOf(table).map(toXml) })
  }

  get result(): EncodeResult {
    const { cutText, textNumber } = this.#counts
    return { rowCount: this.#rows.rowCount, cutTextCount: cutText, textNumberCount: textNumber }
  }

  /**
   * Parts that depend on the rows come after them: texts, figures, the about sheet, and the lists of
   * sheets. Two small parts before the rows identify the file as a workbook by its first bytes.
   */
  async *parts(): AsyncGenerator<ZipPart> {
    const { parts } = this.#designed
    yield parts.take('_rels/.rels')
    yield parts.take('xl/theme/theme1.xml')
    yield* this.#rowsSheets()
    this.#fillFigures()
    this.#fillAboutSheet()
    parts.release(sharedStringsPath)
    yield { name: sharedStringsPath, stream: deflateText(this.#strings.toXml()), mayBeLarge: false }
    yield* parts.takeRest()
  }

  async *#rowsSheets(): AsyncGenerator<ZipPart> {
    const { parts, rowsSheet } = this.#designed
    const { columns } = this.#options.encode
    const aside = setOthersAside(this.#designed)
    const path = sheetPath(this.#designed, rowsSheet)
    const blueprint = new SheetBlueprint(parts, path)
    const context: SheetContext = {
      plans: columnPlans(parts.tree(path), parts.tree(stylesPath), columns),
      strings: this.#strings,
      clock: this.#clock,
      onNote: (note) => {
        this.#counts[note] += 1
      },
    }
    yield this.#sheetPart({ path, name: rowsSheet }, context)
    while (await this.#rows.hasRow()) {
      yield this.#sheetPart({ path: blueprint.addCopy(), name: this.#nextName() }, context)
    }
    numberOthers(this.#designed, aside, this.#sheets.length)
    this.#listSheets()
  }

  #sheetPart(place: Pick<SheetOptions, 'path' | 'name'>, context: SheetContext): ZipPart {
    const { encode, sheetRowsMax, deflateSheet } = this.#options
    const table = this.#sheetTable(this.#sheets.length + 1)
    const sheet = new StreamedSheet(this.#designed.parts, { ...place, table }, context.plans)
    this.#sheets.push(sheet)
    const rowNumberMax = sheetRowsMax - (table?.rowsBelow ?? 0)
    const counted = this.#tally.note(this.#rows.sheetRows(sheet.firstRow, rowNumberMax))
    const rows = sheet.note(table ? table.note(counted) : counted)
    const part = { head: sheet.head(), rows, tail: () => sheet.tail(), context }
    const stream = deflateSheet(part, encode.threads)
    return { name: sheet.path, stream, mayBeLarge: mayBeLarge(this.#rows.preview(), context) }
  }

  #sheetTable(number: number): SheetTable | null {
    const { parts, table } = this.#designed
    const { columns } = this.#options.encode
    return table && new SheetTable({ parts, table, columns, clock: this.#clock, number })
  }

  #nextName(): string {
    const first = this.#designed.rowsSheet
    const taken = [...sheetNames(this.#workbook()), ...this.#sheets.map(({ name }) => name)]
    return legalSheetName(numberedSheetName(first, this.#sheets.length + 1), taken)
  }

  /** Adds the sheets "(2)", "(3)", … to the workbook's list, and the names of all filters. */
  #listSheets(): void {
    const { parts } = this.#designed
    let after = this.#designed.rowsSheet
    for (const { path, name } of this.#sheets.slice(1)) {
      const target = path.slice('xl/'.length)
      const relationshipId = parts.relate(workbookPath, 'worksheet', target)
      insertSheet(this.#workbook(), { name, relationshipId, after })
      after = name
    }
    for (const sheet of this.#sheets) {
      const range = sheet.filterRange()
      if (range) nameFilter(this.#workbook(), sheet.name, range)
    }
  }

  #fillFigures(): void {
    for (const shown of this.#designed.figures) {
      const sheet = this.#designed.parts.tree(sheetPath(this.#designed, shown.sheet))
      fillFigureCell(sheet, shown, this.#tally.valueOf(shown.figure, this.#clock))
    }
  }

  #fillAboutSheet(): void {
    const { parts, aboutSheet } = this.#designed
    const sheet = parts.tree(sheetPath(this.#designed, aboutSheet))
    const [label, value] = columnPlans(sheet, parts.tree(stylesPath), [
      { type: 'text' },
      { type: 'text' },
    ])
    const entries = this.#options.encode.about(this.result)
    const context = { label: label!, value: value!, strings: this.#strings, clock: this.#clock }
    const rows = element('sheetData', [], [aboutRowsXml(entries, context)])
    sheet.children = elementsOf(sheet)
      .filter(({ name }) => name !== 'dimension')
      .map((child) => (child.name === 'sheetData' ? rows : child))
  }

  #workbook(): XmlElement {
    return this.#designed.parts.tree(workbookPath)
  }
}
