/** A workbook that someone made in Excel or LibreOffice, to be filled with the rows of a report. */
export interface WorkbookTemplate {
  /** Path or file URL of the .xlsx file, which is read once, at the start; or its bytes. */
  readonly file: string | URL | Uint8Array
  /**
   * Where the rows go: the name of a Table, a defined name, or a range such as `Data!B2:H20`. It has its
   * headings and at least one row of data, whose look and formulas all rows get.
   */
  readonly into: string
  /**
   * For a range without headings: the id of the report's column for each of its columns, from the left;
   * null for a column with a formula, or one that stays blank.
   */
  readonly columns?: readonly (string | null)[]
  /** Adds columns of the report that the template lacks, on the right; false by default. */
  readonly appendColumns?: boolean
  /** Adds the sheet "About this export"; false by default. */
  readonly aboutSheet?: boolean
}

/** What a template is checked against. */
export interface TemplateReport {
  readonly columns: readonly TemplateReportColumn[]
  /** Ids of its filters. */
  readonly filters: readonly string[]
}

export interface TemplateReportColumn {
  readonly id: string
  /** Its label in each language. */
  readonly labels: readonly string[]
}

/** A value for a placeholder such as `{{filters.from}}`. */
export interface TemplateValue {
  /** For a text with other words. */
  readonly text: string
  /** For a cell with nothing else; its text when left out. */
  readonly cell?: { readonly type: 'number' | 'date' | 'datetime'; readonly value: number }
}
