/** Limits of one app or service. Every limit has a default: `defaultLimits`. */
export interface CoatcheckLimits {
  /** Largest request to the router, in bytes of JSON; 256 KiB by default. */
  readonly requestBytesMax: number
  /** Rows of one export; 5,000,000 by default. */
  readonly rowsMax: number
  /** Exports that run at once on one node; 2 by default. */
  readonly runsMax: number
  /** Exports that wait in the queue of one node; 50 by default. */
  readonly queueMax: number
  /** Exports of one viewer that are queued or running on all nodes; 3 by default. */
  readonly runsPerViewerMax: number
  /** Longest run, in milliseconds; half an hour by default. */
  readonly runDeadlineMs: number
  /** Life of an unclaimed ticket, in milliseconds; one minute by default. */
  readonly ticketTtlMs: number
  /** Places of one viewer, such as tabs, that get live updates from one node; 20 by default. */
  readonly watchesPerViewerMax: number
  /** Unclaimed tickets of one viewer; 20 by default. */
  readonly ticketsPerViewerMax: number
  /** Unclaimed tickets of all viewers; 10,000 by default. */
  readonly ticketsMax: number
  /** Tickets that one viewer gets in a minute; 120 by default. */
  readonly ticketsPerMinuteMax: number
  /**
   * How long a response waits for the end of the run, so that the file has a length, in
   * milliseconds; 2,000 by default.
   */
  readonly graceMs: number
  /** How long a finished file can be fetched again, in milliseconds; 10 minutes by default, 0 for never. */
  readonly keepMs: number
  /** Finished files that are kept for one viewer, the newest ones; 20 by default. */
  readonly keptPerViewerMax: number
  /** Their bytes, where there is more than one; 2 GiB by default. */
  readonly keptBytesPerViewerMax: number
  /**
   * Finished files that one node keeps, 1,000 by default; at most a quarter of the files that the
   * system lets it open, because each of them is one.
   */
  readonly keptMax: number
  /** Downloads of one viewer that a node serves at once; 20 by default. */
  readonly deliveriesPerViewerMax: number
  /** Clients that read nothing for this long are disconnected, in milliseconds; 2 minutes by default. */
  readonly stallMs: number
  /** Longest delivery, in milliseconds; one hour by default. */
  readonly deliveryDeadlineMs: number
  /** Queries of pages that run at once, fewer where the database can do fewer; 10 by default. */
  readonly queriesMax: number
  /** Those of one viewer, 3 by default; one slot is left to others where there are several. */
  readonly queriesPerViewerMax: number
  /** Queries of all viewers that wait; 1,000 by default. */
  readonly queryQueueMax: number
  /** Those of one viewer, 100 by default: a page with three charts sends eight at a time. */
  readonly queryQueuePerViewerMax: number
  /** Longest query of a page, in milliseconds, without the wait before it; 30 seconds by default. */
  readonly queryDeadlineMs: number
}

export const defaultLimits: CoatcheckLimits = {
  // An export with four lists of 500 names of 100 characters fits.
  requestBytesMax: 256 * 1024,
  rowsMax: 5_000_000,
  runsMax: 2,
  queueMax: 50,
  runsPerViewerMax: 3,
  runDeadlineMs: 30 * 60_000,
  ticketTtlMs: 60_000,
  watchesPerViewerMax: 20,
  ticketsPerViewerMax: 20,
  ticketsMax: 10_000,
  ticketsPerMinuteMax: 120,
  graceMs: 2_000,
  keepMs: 10 * 60_000,
  keptPerViewerMax: 20,
  keptBytesPerViewerMax: 2 * 1024 ** 3,
  keptMax: 1_000,
  deliveriesPerViewerMax: 20,
  stallMs: 120_000,
  deliveryDeadlineMs: 60 * 60_000,
  queriesMax: 10,
  queriesPerViewerMax: 3,
  queryQueueMax: 1_000,
  queryQueuePerViewerMax: 100,
  queryDeadlineMs: 30_000,
}
