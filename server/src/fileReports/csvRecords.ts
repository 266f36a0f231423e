import { classesOf, events, states, stepAt, steps, type CsvDialect } from './csvStates.ts'

export interface CsvField {
  readonly text: string
  readonly isQuoted: boolean
}

/**
 * The fields of a short text in UTF-8, record by record, without blank lines. A record that the text
 * ends in is left out, unless it is the only one.
 */
export function recordsOf(bytes: Uint8Array, dialect: CsvDialect): CsvField[][] {
  const classes = classesOf(dialect)
  const records: CsvField[][] = []
  let fields: CsvField[] = []
  let field = new FieldBytes()
  let state: number = states.recordStart
  const endField = () => {
    fields.push(field.end())
    field = new FieldBytes()
  }
  for (const byte of bytes) {
    const step = steps[stepAt(state, classes[byte]!)]!
    const before = state
    state = step & 15
    if (step >> 4 === events.fieldEnd) endField()
    else if (step >> 4 === events.recordEnd) {
      endField()
      records.push(fields)
      fields = []
    } else field.add(byte, before, state)
  }
  if (records.length === 0 && state !== states.recordStart) {
    endField()
    records.push(fields)
  }
  return records
}

class FieldBytes {
  readonly #bytes: number[] = []
  #isQuoted = false

  add(byte: number, before: number, after: number): void {
    const { recordStart, afterReturn, quoted, closed, trailing } = states
    if (after === recordStart || after === afterReturn) return
    if (after === quoted && before !== quoted && before !== closed) {
      // Spaces before a quote are not a part of the field.
      this.#bytes.length = 0
      this.#isQuoted = true
    } else if (after !== closed && after !== trailing) this.#bytes.push(byte)
  }

  end(): CsvField {
    return { text: Buffer.from(this.#bytes).toString('utf8'), isQuoted: this.#isQuoted }
  }
}
