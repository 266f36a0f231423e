/** How a file separates its fields. Quotes are `"`, doubled within a field. */
export interface CsvDialect {
  /** One ASCII character. */
  readonly delimiter: string
  /**
   * `strict`: a quote opens a field only at its start (RFC 4180, section 2). `spaced`: also after
   * spaces, which are dropped together with those after the closing quote. `none`: quotes are text.
   */
  readonly quotes: 'strict' | 'spaced' | 'none'
}

/** What a byte is to the reader. */
export const byteClasses = { other: 0, delimiter: 1, quote: 2, space: 3, lf: 4, cr: 5 } as const

export const states = {
  recordStart: 0,
  fieldStart: 1,
  /** Spaces at the start of a field. */
  leading: 2,
  plain: 3,
  quoted: 4,
  /** After a quote within quotes: the end of the field, or the first half of a quote. */
  closed: 5,
  /** Spaces after the closing quote. */
  trailing: 6,
  /** After text that follows a closing quote. */
  faulty: 7,
  /** The start of a record, where a line feed is the second half of a line end. */
  afterReturn: 8,
} as const

export const events = {
  none: 0,
  fieldEnd: 1,
  recordEnd: 2,
  blankLine: 3,
  /** The second half of `\r\n`. */
  pairEnd: 4,
  quotedLineEnd: 5,
  /** A quote within a field that has none around it. */
  literalQuote: 6,
  /** Spaces around the quotes of a field. */
  spacedQuote: 7,
  fault: 8,
} as const

const classCount = 6
const { recordStart, fieldStart, leading, plain, quoted, closed, trailing, faulty, afterReturn } =
  states

type Step = readonly [state: number, event: number]
/** By the class of the byte: other, delimiter, quote, space, line feed, carriage return. */
type Row = readonly [Step, Step, Step, Step, Step, Step]

const toField: Step = [fieldStart, events.fieldEnd]
const ends = [
  [recordStart, events.recordEnd],
  [afterReturn, events.recordEnd],
] as const
const blanks = [
  [recordStart, events.blankLine],
  [afterReturn, events.blankLine],
] as const
const opening = [
  [plain, events.none],
  toField,
  [quoted, events.none],
  [leading, events.none],
] as const
const fault: Step = [faulty, events.fault]
const stay = (state: number): Step => [state, events.none]

const rows: Readonly<Record<number, Row>> = {
  [recordStart]: [...opening, ...blanks],
  [afterReturn]: [...opening, [recordStart, events.pairEnd], blanks[1]],
  [fieldStart]: [...opening, ...ends],
  [leading]: [stay(plain), toField, [quoted, events.spacedQuote], stay(leading), ...ends],
  [plain]: [stay(plain), toField, [plain, events.literalQuote], stay(plain), ...ends],
  [quoted]: [
    stay(quoted),
    stay(quoted),
    stay(closed),
    stay(quoted),
    [quoted, events.quotedLineEnd],
    [quoted, events.quotedLineEnd],
  ],
  [closed]: [fault, toField, stay(quoted), [trailing, events.spacedQuote], ...ends],
  [trailing]: [fault, toField, fault, stay(trailing), ...ends],
  [faulty]: [stay(faulty), toField, stay(faulty), stay(faulty), ...ends],
}

/** Where the step of a state and a class is; its low four bits are the next state, the others the event. */
export function stepAt(state: number, byteClass: number): number {
  return state * classCount + byteClass
}

export const steps: Uint8Array = Uint8Array.from(
  Object.entries(rows).flatMap(([, row]) => row.map(([state, event]) => state | (event << 4))),
)

/** The class of each byte. Bytes past ASCII are text: in UTF-8 none of them is a part of another. */
export function classesOf({ delimiter, quotes }: CsvDialect): Uint8Array {
  const classes = new Uint8Array(256)
  if (quotes !== 'none') classes[0x22] = byteClasses.quote
  if (quotes === 'spaced') classes[0x20] = byteClasses.space
  classes[0x0a] = byteClasses.lf
  classes[0x0d] = byteClasses.cr
  classes[delimiter.charCodeAt(0)] = byteClasses.delimiter
  return classes
}
