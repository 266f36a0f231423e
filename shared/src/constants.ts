/**
 * Times and limits that the database drivers, the file formats and the page all count with; each
 * one is defined here and nowhere else.
 */

/** Milliseconds of a day. */
export const dayMs = 86_400_000

/** The range of `Date`: 100,000,000 days before and after 1970 (ECMA-262, 21.4.1.1). */
export const epochMsMax = 8.64e15

// Excel specifications and limits, support.microsoft.com.

/** Rows of a sheet, header included. */
export const excelRowsMax = 1_048_576
/** Columns of a sheet. */
export const excelColumnsMax = 16_384
/** Length of a cell's text in UTF-16 units. */
export const excelTextLengthMax = 32_767

/** Significant digits that Excel keeps of a number. */
export const excelDigits = 15
/** The largest whole number that Excel keeps to its last digit. */
export const excelIntegerMax = 999_999_999_999_999

/** Serial number of 1970-01-01 in the 1900 date system (ECMA-376 part 1, 18.17.4.1). */
export const excelEpochSerial = 25_569
