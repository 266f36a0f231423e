/**
 * Limits of one app or service, each a finite number of 0 or more. Every limit has a default:
 * `defaultLimits`.
 */
export interface CoatcheckLimits {
  /** Largest request to the router, in bytes of JSON; 256 KiB by default. */
  readonly requestBytesMax: number
  /** Rows of one export; 5,000,000 by default. More are refused with `too-many-rows`. */
  readonly rowsMax: number
  /** Exports that run at once on one node; 2 by default. */
  readonly runsMax: number
  /** Exports that wait in the queue of one node; 500 by default. One more fails with `queue-full`. */
  readonly queueMax: number
  /**
   * Exports of one viewer that wait in the queue of one node; 20 by default. One more fails with
   * `too-many-exports`. Viewers take turns, so the queue of one does not hold up another.
   */
  readonly queuedPerViewerMax: number
  /**
   * Exports of one viewer that run at once, on all nodes that share reservations; 3 by default. Others
   * wait in the queue.
   */
  readonly runsPerViewerMax: number
  /** Longest run, in milliseconds; half an hour by default. It ends with `deadline-exceeded`. */
  readonly runDeadlineMs: number
  /** Life of an unclaimed ticket, in milliseconds; one minute by default. */
  readonly ticketTtlMs: number
  /** Places of one viewer, such as tabs, that get live updates from one node; 20 by default. */
  readonly watchesPerViewerMax: number
  /** Unclaimed tickets of one viewer; 20 by default. One more is refused with `too-many-tickets`. */
  readonly ticketsPerViewerMax: number
  /** Unclaimed tickets of all viewers; 10,000 by default. */
  readonly ticketsMax: number
  /** Tickets and exports to prepare that one viewer may ask for in a minute; 120 by default. */
  readonly ticketsPerMinuteMax: number
  /**
   * How long a response waits for the end of the run, so that the file has a length, in
   * milliseconds; 2,000 by default.
   */
  readonly graceMs: number
  /** How long a finished file can be fetched again, in milliseconds; 10 minutes by default, 0 for never. */
  readonly keepMs: number
  /** Finished files that are kept for one viewer, the newest ones; 30 by default. */
  readonly keptPerViewerMax: number
  /** Bytes of these files together; 2 GiB by default. The newest file stays, whatever its size. */
  readonly keptBytesPerViewerMax: number
  /**
   * Finished files that one node keeps, 1,000 by default; at most a quarter of the files that the
   * system lets it open, because each of them is one.
   */
  readonly keptMax: number
  /** Downloads of one viewer that one node serves at once; 20 by default. */
  readonly deliveriesPerViewerMax: number
  /** Clients that read nothing for this long are disconnected, in milliseconds; 2 minutes by default. */
  readonly stallMs: number
  /** Longest delivery, in milliseconds; one hour by default. */
  readonly deliveryDeadlineMs: number
  /**
   * Queries of pages and counts of exports that run at once on one node; 10 by default, or
   * `Database.queriesMax` if that is less.
   */
  readonly queriesMax: number
  /** Queries of one viewer that run at once; 3 by default. Of several slots, one is left to others. */
  readonly queriesPerViewerMax: number
  /** Queries of all viewers that wait; 1,000 by default. One more fails with `queue-full`. */
  readonly queryQueueMax: number
  /**
   * Queries of one viewer that wait; 100 by default, because a page with three charts sends eight at a
   * time. One more fails with `too-many-queries`.
   */
  readonly queryQueuePerViewerMax: number
  /**
   * Longest query of a page, in milliseconds, without the wait before it; 30 seconds by default. It
   * ends with `database-timeout`.
   */
  readonly queryDeadlineMs: number
}

export const defaultLimits: CoatcheckLimits = {
  // An export with four lists of 500 names of 100 characters fits.
  requestBytesMax: 256 * 1024,
  rowsMax: 5_000_000,
  runsMax: 2,
  queueMax: 500,
  queuedPerViewerMax: 20,
  runsPerViewerMax: 3,
  runDeadlineMs: 30 * 60_000,
  ticketTtlMs: 60_000,
  watchesPerViewerMax: 20,
  ticketsPerViewerMax: 20,
  ticketsMax: 10_000,
  ticketsPerMinuteMax: 120,
  graceMs: 2_000,
  keepMs: 10 * 60_000,
  keptPerViewerMax: 30,
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
