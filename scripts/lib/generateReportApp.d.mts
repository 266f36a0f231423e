/** The sources of an app with this many reports, by the names of the files. */
export declare function generateReportApp(size: {
  readonly reportCount: number
  readonly columnCount: number
}): Record<string, string>
