import type { Random } from './random.ts'

const dangerous = [
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '=HYPERLINK("http://a.example","x")',
  "'quoted",
  '<f>1+1</f>',
  ']]>',
  '&amp;',
  '</t></is></c>',
  '<!--',
  '"',
  '\u0000',
  '_x0041_',
  '_x005F_',
  '_x000D_',
  '_xD800_',
  '_x0041_x0042_',
  '_x0041',
  'x0041_',
  '_',
  '\u{1f600}',
  '\ud800',
  '\udc00',
  '\udc00\ud800',
  '\ufffe',
  '\uffff',
  '\ufeff',
  '\u2028',
  '\u202e',
  '\r\n',
  '\n',
  '\r',
  '\u000b',
  '\u001f',
  '\u007f',
  '\u0085',
  ' ',
  ',',
  ';',
  '1e5',
  'TRUE',
  '#N/A',
  '0012',
  '1/2',
]

/** Texts that have caused faults in writers and readers of files, and mixtures of them. */
export function randomText(random: Random): string {
  const kind = random.unit()
  if (kind < 0.02) return ''
  if (kind < 0.5) return repeat(random, 6, () => random.pick(dangerous))
  if (kind < 0.7) return repeat(random, 12, () => String.fromCharCode(random.integer(0, 0xffff)))
  if (kind < 0.8) return repeat(random, 8, () => String.fromCodePoint(random.integer(0, 0x10ffff)))
  if (kind < 0.805) return longText(random)
  return repeat(random, 20, () => String.fromCharCode(random.integer(0x20, 0x7e)))
}

/** Near the longest text that a cell can hold. */
function longText(random: Random): string {
  const length = 32_767 + random.integer(-3, 3)
  const unit = random.pick(['x', '\u{1f600}', '_x0041_', '<'])
  return random.pick(['', 'y']) + unit.repeat(Math.ceil(length / unit.length)).slice(0, length)
}

function repeat(random: Random, countMax: number, make: () => string): string {
  return Array.from({ length: random.integer(1, countMax) }, make).join('')
}
