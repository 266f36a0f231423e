/** Where rows come from: all at once, or one by one. */
export type RowSource<Row> =
  | AsyncIterable<Row>
  | Iterable<Row>
  | Promise<AsyncIterable<Row> | Iterable<Row>>

type KeyOf<Row> = Row extends unknown ? keyof Row : never

/**
 * Does not fit if the rows lack a column but have a key that is no column. Rows with all columns may
 * have further keys, such as those of a whole table.
 */
export type MisspeltKey<Row, ColumnId extends string> =
  string extends KeyOf<Row>
    ? unknown
    : [Exclude<ColumnId, KeyOf<Row>>] extends [never]
      ? unknown
      : [Exclude<KeyOf<Row>, ColumnId>] extends [never]
        ? unknown
        : {
            readonly 'these keys of the rows are no columns': Exclude<KeyOf<Row>, ColumnId>
            readonly 'these columns are missing': Exclude<ColumnId, KeyOf<Row>>
          }

/**
 * The rows one by one, whatever they come in. Nothing is read before the first row is asked for.
 *
 * @throws TypeError on reading, for a source that is none of these
 */
export function asyncRows<Row>(source: RowSource<Row>): AsyncIterable<Row> {
  // Not through a generator: its `return` would wait for a row that may never come.
  if (isAsyncIterable<Row>(source)) return source
  return { [Symbol.asyncIterator]: () => iteratorOf(source) }
}

function iteratorOf<Row>(source: RowSource<Row>): AsyncIterator<Row> {
  const opening = open(source)
  // It is thrown by `next`, unless the consumer stops before.
  opening.catch(() => {})
  return {
    next: async () => (await opening).next(),
    async return() {
      await (await opening).return?.()
      return { done: true, value: undefined }
    },
  }
}

async function open<Row>(source: RowSource<Row>): Promise<AsyncIterator<Row> | Iterator<Row>> {
  const rows: unknown = await source
  if (isAsyncIterable<Row>(rows)) return rows[Symbol.asyncIterator]()
  if (isIterable<Row>(rows)) return rows[Symbol.iterator]()
  throw new TypeError('rows of a report must return an array, an iterable, or a promise of one.')
}

function isAsyncIterable<Row>(value: unknown): value is AsyncIterable<Row> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

/** A text is iterable too, but not rows. */
function isIterable<Row>(value: unknown): value is Iterable<Row> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}
