declare module 'exceljs/lib/doc/workbook.js' {
  /** The class that exceljs exports. */
  import { Workbook } from 'exceljs'
  export = Workbook
}
