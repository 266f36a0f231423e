import { expect, test } from 'vitest'
import { isPlainFileName, plainFileName } from './plainFileName.ts'

test.each(['flights_2001-01-01.xlsx', 'Größe 数量.csv', 'a.b.csv', 'console.csv', 'com10.csv'])(
  '%j is a plain name',
  (name) => {
    expect(isPlainFileName(name)).toBe(true)
  },
)

test.each([
  ...[
    '',
    '.',
    '..',
    '../x.csv',
    '../../x',
    '/etc/x',
    'a/b.csv',
    'a\\b.csv',
    '..\\x.csv',
    'C:x.csv',
  ],
  ...['x.csv:stream', 'a\0.csv', 'a\n.csv', 'a\t.csv', 'a\u001B[2J.csv', 'a\u009B.csv', 'a\u007F'],
  ...['x\u202Evsc.exe', 'x\u2066.csv', 'half \uD83D.csv', '.profile', ' x.csv', 'x.csv.', 'x.csv '],
  ...['CON', 'con.csv', 'nul .csv', 'LPT1.xlsx', 'com¹.csv', 'CONIN$', `${'a'.repeat(197)}.csv`],
  `${'ä'.repeat(99)}.csv`,
])('%j is not', (name) => {
  expect(isPlainFileName(name)).toBe(false)
})

test.each([
  ['flights_2001-01-01', 'flights_2001-01-01.csv'],
  ['../../etc/passwd', '__.._etc_passwd.csv'],
  ['con', '_con.csv'],
  ['', '_.csv'],
  ['sales_2001-01-01T10:00', 'sales_2001-01-01T10_00.csv'],
  ['a\u202Eb\u0000', 'a_b_.csv'],
])('the name for %j is %j', (stem, name) => {
  expect(plainFileName(stem, 'csv')).toBe(name)
})

test('any text gives a plain name with its extension', () => {
  for (const unit of ['a', 'ä', '数', '👩‍👧', '..', '/', ' ', 'con', '\uD83D', '\n']) {
    for (const count of [1, 70, 10_000]) {
      const name = plainFileName(unit.repeat(count), 'xlsx')
      expect(name).toMatch(/\.xlsx$/)
      expect(isPlainFileName(name)).toBe(true)
    }
  }
})
