import type { Random } from '../../formats/testing/random.ts'
import { windows1252 } from './dataFolder.ts'

export interface RandomCsv {
  readonly name: string
  readonly bytes: Buffer
  /** As Python names it. */
  readonly encoding: string
  readonly delimiter: string
  readonly decimalMark: '.' | ','
  /** Characters before the headings. */
  readonly skip: number
  readonly lineEnd: string
}

const delimiters = [',', ';', '\t', '|'] as const
const lineEnds = ['\n', '\r\n', '\r', 'mixed'] as const
const encodings = ['utf-8', 'utf-8', 'utf-8', 'utf-8-sig', 'utf-16', 'utf-16-be', 'cp1252'] as const

/** A file as programs and people write them: any table, and one in four with a fault. */
export function randomCsv(random: Random, isLarge: boolean): RandomCsv {
  const file = {
    delimiter: random.pick(delimiters),
    lineEnd: random.pick(lineEnds),
    encoding: random.pick(encodings),
    decimalMark: random.pick(['.', ','] as const),
  }
  const text = textOf(random, file, isLarge)
  const isNamed = random.chance(0.1)
  const first = isNamed ? `sep=${file.delimiter}${endOf(random, file.lineEnd)}` : ''
  return {
    ...file,
    name: file.delimiter === '\t' && random.chance(0.7) ? 'table.tsv' : 'table.csv',
    bytes: encoded(first + (random.chance(0.25) ? damaged(random, text) : text), file.encoding),
    skip: first.length + (file.encoding === 'utf-16-be' ? 1 : 0),
  }
}

type Shape = Pick<RandomCsv, 'delimiter' | 'decimalMark'> & { readonly lineEnd: string }

function textOf(random: Random, shape: Shape, isLarge: boolean): string {
  const columns = random.integer(1, random.pick([1, 3, 8]))
  const rows = isLarge ? Math.ceil(450_000 / columns) : random.integer(0, random.pick([2, 10, 60]))
  const writers = Array.from({ length: columns }, () => fieldWriter(random, shape))
  const quoting = random.pick(['needed', 'needed', 'all', 'some', 'none'] as const)
  const write = (text: string) => {
    const wanted = quoting === 'all' || (quoting === 'some' && random.chance(0.5))
    return wanted || needsQuotes(text, quoting === 'none' && shape.delimiter === '\t')
      ? `"${text.replaceAll('"', '""')}"`
      : text
  }
  const headings = writers.map(() => write(random.chance(0.2) ? word(random, shape) : name(random)))
  let text = headings.join(shape.delimiter) + endOf(random, shape.lineEnd)
  for (let row = 0; row < rows; row += 1) {
    const fields = writers.map((next) => write(random.chance(0.1) ? '' : next()))
    text += fields.join(shape.delimiter) + endOf(random, shape.lineEnd)
    if (random.chance(0.02)) text += endOf(random, shape.lineEnd)
  }
  return random.chance(0.3) ? text.replace(/[\r\n]+$/, '') : text
}

/** Of a tab-separated file that knows no quotes they are text. */
function needsQuotes(text: string, quotesAreText: boolean): boolean {
  return quotesAreText ? /[\t\r\n]/.test(text) : /[,;\t|"\r\n]/.test(text)
}

function endOf(random: Random, lineEnd: string): string {
  return lineEnd === 'mixed' ? random.pick(['\n', '\r\n', '\r']) : lineEnd
}

function name(random: Random): string {
  return random.pick(['id', 'name', 'Größe', 'Unit price (€)', 'a b', 'x', 'Nr.', 'Betrag, EUR'])
}

const pieces = [
  ...['a', 'b', 'Zoë', '€', ' ', '  ', '"', '""', "'", ',', ';', '\t', '|', '\\', '#', '.', '-'],
  ...['\n', '\r\n', '\r', '1', '0', 'E', '=', 'null', 'NULL', '%', '/', ':', ' "x"', '" '],
]

function word(random: Random, { lineEnd }: Shape): string {
  const length = random.integer(0, random.pick([2, 6, 20]))
  const text = Array.from({ length }, () => random.pick(pieces)).join('')
  return lineEnd === '\n' && random.chance(0.5) ? text.replaceAll('\r', '') : text
}

/** What one column holds. */
function fieldWriter(random: Random, shape: Shape): () => string {
  const number = (digits: number) => String(random.integer(0, 10 ** digits))
  const withMark = (text: string) => text.replace('.', shape.decimalMark)
  const decimals = (count: number) =>
    withMark(`${number(random.integer(0, 5))}.${number(9).padStart(9, '0').slice(0, count)}`)
  const places = random.integer(1, 4)
  const two = () => String(random.integer(1, 12)).padStart(2, '0')
  return random.pick([
    () => word(random, shape),
    () => word(random, shape),
    () => random.pick(['red', 'green', 'blue, light', 'say "hi"', 'two\nlines', 'Müller €']),
    () => number(random.integer(0, 18)),
    () => decimals(places),
    () => decimals(random.integer(1, 3)),
    () => `${number(2)}E${number(1)}`,
    () => withMark(random.pick(['1.9', '1.10', '1.1', '2.0', '10.2'])),
    () => withMark(random.pick(['007', '12', '-0', '+4', ' 1', '1e5', '.5', '-.5'])),
    () => `${random.integer(1990, 2030)}-${two()}-${two()}`,
    () => `${two()}.${two()}.2024`,
    () => `${two()}/${two()}/2024`,
    () => `2024-${two()}-01 ${two()}:30${random.pick(['', ':15', ':15.123'])}`,
    () => random.pick(['true', 'false', 'TRUE']),
  ])
}

/** Puts a few characters in, takes some out, or cuts the end off. */
function damaged(random: Random, text: string): string {
  let result = text
  for (let count = random.integer(1, 3); count > 0; count -= 1) {
    const at = random.integer(0, result.length)
    const added = random.chance(0.6) ? random.pick(['"', ',', ';', '\t', '|', '\n', ' "', 'x']) : ''
    const removed = random.pick([0, 1, 1, 2])
    result = result.slice(0, at) + added + result.slice(at + removed)
  }
  return random.chance(0.1) ? result.slice(0, random.integer(0, result.length)) : result
}

function encoded(text: string, encoding: (typeof encodings)[number]): Buffer {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text)
    case 'utf-8-sig':
      return Buffer.from(`\uFEFF${text}`)
    case 'utf-16':
      return Buffer.from(`\uFEFF${text}`, 'utf16le')
    case 'utf-16-be':
      return Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()
    case 'cp1252':
      return windows1252(text)
  }
}
