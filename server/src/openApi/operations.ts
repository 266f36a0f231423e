/** A procedure of Coatcheck's router, as the OpenAPI document describes it. */
export interface Operation {
  /** As in the router, such as `export.list`. */
  readonly name: string
  readonly kind: 'query' | 'mutation' | 'subscription'
  readonly summary: string
  /** Name of the schema of its input; left out when it takes none. */
  readonly input?: string
  /** Name of the schema of its output, or of one event; left out when it returns nothing. */
  readonly output?: string
}

/** All procedures of Coatcheck's router. A test compares them with the router itself. */
export const operations: readonly Operation[] = [
  {
    name: 'report.list',
    kind: 'query',
    summary: 'The reports that the viewer may see: filters, columns, figures and charts.',
    input: 'ReportListRequest',
    output: 'ReportList',
  },
  {
    name: 'report.page',
    kind: 'query',
    summary: 'Some rows of a report.',
    input: 'PageRequest',
    output: 'ReportPage',
  },
  {
    name: 'report.summary',
    kind: 'query',
    summary: 'How many rows match the filters, and the figures of the report over these rows.',
    input: 'RowsRequest',
    output: 'ReportSummary',
  },
  {
    name: 'report.charts',
    kind: 'query',
    summary: 'The bars of the charts of a report; a ranking may rank by another figure.',
    input: 'ChartsRequest',
    output: 'ReportCharts',
  },
  {
    name: 'report.options',
    kind: 'query',
    summary: 'The values that a filter of kind `values` can take, with their counts.',
    input: 'OptionsRequest',
    output: 'ReportOptions',
  },
  {
    name: 'report.values',
    kind: 'query',
    summary: 'The most frequent values of a column, with their counts, for conditions (`where`).',
    input: 'ValuesRequest',
    output: 'ReportValues',
  },
  {
    name: 'export.createTicket',
    kind: 'mutation',
    summary: 'Asks for an export and returns a ticket: the file is written when it is downloaded.',
    input: 'TicketRequest',
    output: 'TicketReceipt',
  },
  {
    name: 'export.prepare',
    kind: 'mutation',
    summary: 'Starts an export, or puts it in line. `export.pickUp` returns a ticket for its file.',
    input: 'ExportRequest',
    output: 'PreparedExport',
  },
  {
    name: 'export.pickUp',
    kind: 'mutation',
    summary: 'Returns a ticket for the file of an export that is ready, as often as it is called.',
    input: 'PickUpRequest',
    output: 'TicketReceipt',
  },
  {
    name: 'export.limits',
    kind: 'query',
    summary: 'What this server can do: rows of an export, exports in line, whether it prepares.',
    output: 'ExportLimits',
  },
  {
    name: 'export.list',
    kind: 'query',
    summary: 'The exports of the viewer and their progress, newest first.',
    input: 'ExportListRequest',
    output: 'ExportList',
  },
  {
    name: 'export.request',
    kind: 'query',
    summary: 'The whole request of an export, which `export.list` may shorten.',
    input: 'ExportId',
    output: 'KeptRequest',
  },
  {
    name: 'export.cancel',
    kind: 'mutation',
    summary: 'Stops an export, or deletes its file.',
    input: 'ExportId',
  },
  {
    name: 'export.watch',
    kind: 'subscription',
    summary: 'Follows the exports of the viewer as server-sent events.',
    input: 'WatchRequest',
    output: 'ExportProgress',
  },
]
