import { classesOf, events, states, stepAt, steps, type CsvDialect } from './csvStates.ts'

/** A record that does not fit. */
export interface CsvFault {
  readonly kind: 'fields' | 'open quote' | 'text after quote'
  /** As an editor counts, from 1 for the first line of the text. */
  readonly line: number
  /** Of the record's first byte, from the start of the text. */
  readonly offset: number
  readonly fields: number
}

/** Faults that are kept; the others are counted. */
const faultsKept = 3

/**
 * Reads a text in UTF-8 as one dialect would, without keeping it: how many fields and records there
 * are, and which records do not fit. Takes the text in pieces. At 300 MB/s, it costs a small part of
 * what loading the file does.
 */
export class CsvScanner {
  readonly dialect: CsvDialect
  /** Fields of the first record: the headings. Zero without a record. */
  columnCount = 0
  /** The first record included. */
  recordCount = 0
  readonly faults: CsvFault[] = []
  faultCount = 0
  /** Records by their number of fields. */
  readonly recordsByFields = new Map<number, number>()
  blankLines = 0
  /** Whether a blank line comes before the first record. */
  startsBlank = false
  quotedLineEnds = 0
  literalQuotes = 0
  spacedQuotes = 0
  recordBytesMax = 0
  /** Offset of the first byte after the headings. */
  headingsEnd = 0
  readonly #classes: Uint8Array
  #state: number = states.recordStart
  #fields = 1
  #line = 1
  #offset = 0
  #isFaulty = false
  #lastByte = 0
  readonly #ends = { lf: 0, cr: 0, crlf: 0 }
  #recordLine = 1
  #recordOffset = 0

  constructor(dialect: CsvDialect) {
    this.dialect = dialect
    this.#classes = classesOf(dialect)
  }

  /** Whether each record has as many fields as the headings. */
  get isSound(): boolean {
    return this.faultCount === 0 && this.recordCount > 0
  }

  /** The line end of all lines, or `mixed`. */
  get lineEnd(): '\n' | '\r\n' | '\r' | 'mixed' {
    const { lf, cr, crlf } = this.#ends
    if (cr === 0 && crlf === 0) return '\n'
    if (lf > 0 || (cr > 0 && crlf > 0)) return 'mixed'
    return cr > 0 ? '\r' : '\r\n'
  }

  push(bytes: Uint8Array): void {
    const classes = this.#classes
    let state = this.#state
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at]!
      const step = steps[stepAt(state, classes[byte]!)]!
      state = step & 15
      if (step > 15) this.#handle(step >> 4, byte, this.#offset + at + 1, bytes[at - 1])
    }
    this.#state = state
    this.#offset += bytes.length
    this.#lastByte = bytes.at(-1) ?? this.#lastByte
  }

  end(): void {
    if (this.#state === states.recordStart || this.#state === states.afterReturn) return
    if (this.#state === states.quoted) this.#fault('open quote')
    this.#endRecord(this.#offset)
  }

  #handle(event: number, byte: number, end: number, before = this.#lastByte): void {
    switch (event) {
      case events.fieldEnd:
        this.#fields += 1
        break
      case events.recordEnd:
        this.#countEnd(byte)
        this.#endRecord(end)
        break
      case events.blankLine:
        this.#countEnd(byte)
        this.blankLines += 1
        this.startsBlank ||= this.recordCount === 0
        this.#startRecord(end)
        break
      case events.pairEnd:
        this.#ends.cr -= 1
        this.#ends.crlf += 1
        this.#recordOffset = end
        break
      case events.quotedLineEnd:
        this.quotedLineEnds += 1
        if (byte !== 0x0a || before !== 0x0d) this.#line += 1
        break
      case events.literalQuote:
        this.literalQuotes += 1
        break
      case events.spacedQuote:
        this.spacedQuotes += 1
        break
      case events.fault:
        this.#fault('text after quote')
    }
  }

  #countEnd(byte: number): void {
    this.#line += 1
    this.#ends[byte === 0x0a ? 'lf' : 'cr'] += 1
  }

  #endRecord(end: number): void {
    const fields = this.#fields
    if (this.recordCount === 0) {
      this.columnCount = fields
      this.headingsEnd = end
    }
    this.recordCount += 1
    if (fields !== this.columnCount) this.#fault('fields')
    this.recordsByFields.set(fields, (this.recordsByFields.get(fields) ?? 0) + 1)
    this.recordBytesMax = Math.max(this.recordBytesMax, end - this.#recordOffset)
    this.#startRecord(end)
  }

  #startRecord(end: number): void {
    this.#fields = 1
    this.#isFaulty = false
    this.#recordLine = this.#line
    this.#recordOffset = end
  }

  /** One fault a record: what comes after a wrong quote is no fault of its own. */
  #fault(kind: CsvFault['kind']): void {
    if (this.#isFaulty) return
    this.#isFaulty = true
    this.faultCount += 1
    if (this.faults.length === faultsKept) return
    this.faults.push({
      kind,
      line: this.#recordLine,
      offset: this.#recordOffset,
      fields: this.#fields,
    })
  }
}
