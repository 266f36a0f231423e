import { excelRowsMax } from '@coatcheck/shared'
import { AppError } from '../../../appError.ts'
import type { EncodeResult } from '../../encoder.ts'
import { deflateText } from '../../zip/deflateText.ts'
import type { ZipPart } from '../../zip/zipStream.ts'
import { ZoneClock } from '../../zoneClock.ts'
import { FigureTally } from '../figureTally.ts'
import { Hyperlinks, hyperlinksMax } from '../hyperlinks.ts'
import type { SheetContext } from '../plainSheetWriter.ts'
import type { RowSlice, RowSource } from '../rowSource.ts'
import { SharedStrings } from '../sharedStrings.ts'
import { mayBeLarge } from '../sheetSize.ts'
import { numbersAsTextXml } from '../streamedSheet.ts'
import type { CellNote } from '../textCell.ts'
import { contentTypesPath } from '../workbookPackage.ts'
import type { WorkbookStreamOptions } from '../workbookStream.ts'
import { childNamed, element, toXml } from '../xml.ts'
import { escapeAttribute } from '../xmlText.ts'
import { growTemplate } from './growTemplate.ts'
import { insertInOrder, ownElement } from './insertInOrder.ts'
import type { OpenedTemplate } from './openedTemplate.ts'
import { figureOf } from './placeholders.ts'
import { TableGrowth } from './tableGrowth.ts'
import { beginFilling, type TemplateFilling } from './templateFilling.ts'
import { inOrder, projected } from './templatePlans.ts'
import { splitRows } from './templateRows.ts'

/** A template with the rows of an export, as parts in the order of the file. */
export class TemplateStream {
  readonly #template: OpenedTemplate
  readonly #rows: RowSource
  readonly #options: WorkbookStreamOptions
  readonly #tally: FigureTally
  readonly #clock: ZoneClock
  readonly #filling: TemplateFilling
  readonly #strings: SharedStrings
  /** The template's own texts, which are written last. */
  readonly #designed: string[]
  readonly #hyperlinks: Hyperlinks
  readonly #counts: Record<CellNote, number> = { cutText: 0, textNumber: 0 }
  #lastRow: number

  constructor(template: OpenedTemplate, rows: RowSource, options: WorkbookStreamOptions) {
    this.#template = template
    this.#rows = rows
    this.#options = options
    const { encode } = options
    const { columns, timeZone } = encode
    const figures = template.placeholders.flatMap((name) => figureOf(name) ?? [])
    const isExported = (id: string) => columns.some((column) => column.id === id)
    this.#tally = new FigureTally(
      columns,
      figures.filter((figure) => !('column' in figure) || isExported(figure.column)),
    )
    this.#clock = new ZoneClock(timeZone)
    this.#filling = beginFilling(template, { encode, tally: this.#tally, clock: this.#clock })
    this.#designed = this.#filling.sharedTexts.map(() => '')
    this.#strings = new SharedStrings({ designed: this.#designed })
    this.#hyperlinks = new Hyperlinks(this.#filling.plans.plans, hyperlinksMax)
    this.#lastRow = this.#filling.area.firstRow
  }

  get result(): EncodeResult {
    const { cutText, textNumber } = this.#counts
    return { rowCount: this.#rows.rowCount, cutTextCount: cutText, textNumberCount: textNumber }
  }

  /** What depends on the rows comes after them; the parts before them identify the file. */
  async *parts(): AsyncGenerator<ZipPart> {
    const { parts, sharedTextsPath, about } = this.#filling
    yield parts.take(contentTypesPath)
    yield parts.take('_rels/.rels')
    const [theme] = parts.relatedOfKind(this.#template.workbookPath, 'theme')
    if (theme !== undefined && parts.has(theme)) yield parts.take(theme)
    yield await this.#sheetPart()
    growTemplate(this.#template, this.#filling, this.#growth())
    about?.fill(this.#options.encode.about, this.result, {
      strings: this.#strings,
      clock: this.#clock,
    })
    this.#filling.sharedTexts.forEach((item, index) => {
      this.#designed[index] = toXml(item)
    })
    parts.release(sharedTextsPath)
    yield { name: sharedTextsPath, stream: deflateText(this.#strings.toXml()), mayBeLarge: false }
    yield* parts.takeRest()
  }

  async #sheetPart(): Promise<ZipPart> {
    const { parts, area, plans, sheet, head } = this.#filling
    const { sheetPath } = this.#template.target
    const { encode, deflateSheet } = this.#options
    parts.release(sheetPath)
    const context: SheetContext = {
      ...plans,
      strings: this.#strings,
      clock: this.#clock,
      onNote: (note) => {
        this.#counts[note] += 1
      },
    }
    const preview = this.#rows.preview()
    const sample = preview && { ...preview, batch: projected(preview.batch, plans.order) }
    const large = mayBeLarge(sample, context)
    const rows = this.#note(inOrder(this.#sheetRows(), plans.order))
    const { firstRow } = area
    const { first, rest } = await splitRows(rows, sheet, { context, firstRow })
    const part = { head: head + first, rows: rest, tail: () => this.#tail(), context }
    return { name: sheetPath, stream: deflateSheet(part, encode.threads), mayBeLarge: large }
  }

  #sheetRows(): AsyncGenerator<RowSlice> {
    const { firstRow } = this.#filling.area
    const rowsMax = this.#template.rowsMax - (excelRowsMax - this.#options.sheetRowsMax)
    const rows = this.#rows.sheetRows(firstRow, firstRow + rowsMax - 1)
    return this.#tally.note(this.#upToLimit(rows, rowsMax))
  }

  async *#upToLimit(rows: AsyncIterable<RowSlice>, rowsMax: number): AsyncGenerator<RowSlice> {
    yield* rows
    if (await this.#rows.hasRow()) throw tooManyRows(rowsMax)
  }

  /** The same rows; what follows depends on them. */
  async *#note(rows: AsyncIterable<RowSlice>): AsyncGenerator<RowSlice> {
    const { parts } = this.#filling
    const { sheetPath } = this.#template.target
    const relate = (address: string) =>
      parts.relate(sheetPath, 'hyperlink', escapeAttribute(address))
    for await (const slice of rows) {
      this.#lastRow = slice.rowNumber + slice.until - slice.from - 1
      this.#hyperlinks.add(slice, relate)
      yield slice
    }
  }

  #tail(): string {
    const { sheet, values, plans, area } = this.#filling
    const growth = this.#growth()
    const after = sheet.after(growth, values)
    if (this.#hyperlinks.references.length > 0) {
      ownElement(after, element('hyperlinks')).children.push(...this.#hyperlinks.references)
    }
    const place = { firstRow: area.firstRow, lastRow: this.#lastRow }
    const ignored = this.#rows.rowCount > 0 ? numbersAsTextXml(plans.plans, place) : null
    if (ignored) {
      const known = childNamed(after, 'ignoredErrors')
      if (known) known.children.push(ignored)
      else insertInOrder(after, element('ignoredErrors', [], [ignored]))
    }
    const rows = sheet.rowsAfter(growth, values)
    return `${rows}</sheetData>${after.children.map(toXml).join('')}</worksheet>`
  }

  #growth(): TableGrowth {
    return new TableGrowth(this.#filling.area, this.#lastRow)
  }
}

/** @param rowsMax how many rows the template's sheet can hold */
export function tooManyRows(rowsMax: number): AppError {
  return new AppError(
    'too-many-rows',
    `The workbook of this report holds ${rowsMax.toLocaleString('en')} rows at most. Add filters.`,
  )
}
