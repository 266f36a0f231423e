import { createReadStream, createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { classesOf, events, states, stepAt, steps, type CsvDialect } from './csvStates.ts'

export interface Rewriting {
  /** UTF-8. */
  readonly source: string
  /** Bytes before the text: a mark, or a line that names the delimiter. */
  readonly start: number
  readonly target: string
  readonly dialect: CsvDialect
  /** Whether a blank line is a record with an empty field. */
  readonly keepsBlankLines: boolean
}

/**
 * Writes a CSV file again in the one form that every reader takes in the same way: each filled field
 * in quotes, each record with `\n` at its end. Text between quotes keeps its line ends.
 */
export async function rewriteCsv(rewriting: Rewriting): Promise<void> {
  const { source, start, target } = rewriting
  const rewriter = new CsvRewriter(rewriting)
  await pipeline(
    async function* () {
      const chunks = createReadStream(source, { start, highWaterMark: readBytes })
      for await (const bytes of chunks as AsyncIterable<Buffer>) yield rewriter.push(bytes)
      yield rewriter.end()
    },
    createWriteStream(target, { mode: 0o600 }),
  )
}

const readBytes = 256 * 1024
const quote = 0x22
const lineFeed = 0x0a

/** Takes a text without faults in pieces, and returns each piece rewritten. */
export class CsvRewriter {
  readonly #classes: Uint8Array
  readonly #delimiter: number
  readonly #keepsBlankLines: boolean
  #state: number = states.recordStart
  /** Spaces that belong to the field only if no quote follows. */
  #spaces = 0
  #out = Buffer.alloc(0)
  #length = 0

  constructor({ dialect, keepsBlankLines }: Pick<Rewriting, 'dialect' | 'keepsBlankLines'>) {
    this.#classes = classesOf(dialect)
    this.#delimiter = dialect.delimiter.charCodeAt(0)
    this.#keepsBlankLines = keepsBlankLines
  }

  push(bytes: Uint8Array): Buffer {
    // A byte becomes three at most: a field of one letter gets two quotes.
    this.#out = Buffer.allocUnsafe(bytes.length * 3 + this.#spaces + 8)
    this.#length = 0
    for (const byte of bytes) this.#take(byte)
    return this.#out.subarray(0, this.#length)
  }

  end(): Buffer {
    this.#out = Buffer.allocUnsafe(this.#spaces + 8)
    this.#length = 0
    const isBetween = this.#state === states.recordStart || this.#state === states.afterReturn
    if (!isBetween) this.#endField(lineFeed)
    return this.#out.subarray(0, this.#length)
  }

  #take(byte: number): void {
    const step = steps[stepAt(this.#state, this.#classes[byte]!)]!
    const event = step >> 4
    if (event === events.fieldEnd) this.#endField(this.#delimiter)
    else if (event === events.recordEnd) this.#endField(lineFeed)
    else if (event === events.blankLine) this.#blankLine()
    else if (event !== events.pairEnd) this.#text(byte, step & 15)
    this.#state = step & 15
  }

  #text(byte: number, next: number): void {
    const before = this.#state
    switch (next) {
      case states.leading:
        this.#spaces += 1
        break
      case states.plain:
        if (before !== states.plain) this.#openPlain()
        if (byte === quote) this.#add(quote)
        this.#add(byte)
        break
      case states.quoted:
        if (before === states.closed) this.#add(quote)
        if (before !== states.quoted) this.#spaces = 0
        this.#add(byte)
    }
  }

  #openPlain(): void {
    this.#add(quote)
    for (; this.#spaces > 0; this.#spaces -= 1) this.#add(0x20)
  }

  #endField(end: number): void {
    if (this.#state === states.leading) this.#openPlain()
    const isOpen = this.#state !== states.recordStart && this.#state !== states.fieldStart
    if (isOpen && this.#state !== states.afterReturn) this.#add(quote)
    this.#add(end)
  }

  #blankLine(): void {
    if (!this.#keepsBlankLines) return
    this.#add(quote)
    this.#add(quote)
    this.#add(lineFeed)
  }

  #add(byte: number): void {
    this.#out[this.#length] = byte
    this.#length += 1
  }
}
