import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDataFolder, windows1252, type DataFolder } from './testing/dataFolder.ts'
import { readTable } from './testing/readTable.ts'

let folder: DataFolder
beforeAll(async () => {
  folder = await openDataFolder()
})
afterAll(() => folder[Symbol.asyncDispose]())

const read = (content: string | Uint8Array, name?: string) => readTable(folder, content, name)

/** The type that a column of these texts gets. */
async function typeOf(...texts: string[]): Promise<unknown> {
  return (await read(`value;\n${texts.map((text) => `${text};\n`).join('')}`)).types[0]
}

describe('a column of a CSV file', () => {
  test('is numbers when all of its texts are', async () => {
    expect(await typeOf('1', '-20', '')).toBe('BIGINT')
    expect(await typeOf('1', '2.5', '-.5', '1e3')).toBe('DOUBLE')
    expect(await typeOf('1.234,56', '7')).toBe('DOUBLE')
    expect(await typeOf('0.00', '0e-400', '1e-300', '5e-324')).toBe('DOUBLE')
  })

  test.each([
    ['leading zeros', ['007', '12']],
    ['a plus sign', ['+49', '50']],
    ['spaces', [' 1', '2']],
    ['more digits than a number keeps', ['12345678901234567890', '1']],
    ['more decimals than a number keeps', ['0.12345678901234567890']],
    ['a number that would become zero', ['1e-400', '2.5']],
    ['a number so near to zero that it would lose digits', ['1.23456789e-320', '2.5']],
    ['a word among numbers', ['1', 'n/a']],
    ['no text at all', ['', '']],
    ['a comma that may separate thousands', ['1,234', '2,500']],
  ])('stays text with %s', async (_, texts) => {
    expect(await typeOf(...texts)).toBe('VARCHAR')
  })

  test('is days or times when they can be read in one way only', async () => {
    expect(await typeOf('2024-02-29', '')).toBe('DATE')
    expect(await typeOf('2024/2/9', '2024/12/31')).toBe('DATE')
    expect(await typeOf('31.12.2024')).toBe('DATE')
    expect(await typeOf('12/31/2024', '1/2/2024')).toBe('DATE')
    expect(await typeOf('31/12/2024', '1/2/2024')).toBe('DATE')
    expect(await typeOf('2024-02-29T10:00', '2024-02-29 10:00:00.123')).toBe('TIMESTAMP')
    expect(await typeOf('2024-02-29T10:00:00Z', '2024-02-29T10:00:00+02:00')).toBe(
      'TIMESTAMP WITH TIME ZONE',
    )
  })

  test.each([
    ['can be read in two ways', ['1/2/2024', '3/4/2024']],
    ['does not exist', ['2023-02-29']],
    ['has an offset of more than a day', ['2024-02-29T10:00:00Z', '2024-02-29T10:00:00+25:00']],
    ['has an offset of too many minutes', ['2024-02-29T10:00:00+00:99']],
    ['is finer than a millisecond', ['2024-02-29 10:00:00.123456']],
  ])('stays text when a day or time %s', async (_, texts) => {
    expect(await typeOf(...texts)).toBe('VARCHAR')
  })

  test('is of a type that fits its last rows too', async () => {
    const numbers = Array.from({ length: 5000 }, (_, index) => String(index))
    expect(await typeOf(...numbers)).toBe('BIGINT')
    expect(await typeOf(...numbers, '2.5')).toBe('DOUBLE')
    expect(await typeOf(...numbers, '007')).toBe('VARCHAR')
  })
})

describe('a CSV file', () => {
  test('may have quotes, delimiters and line ends within its fields', async () => {
    const { labels, rows } = await read('"a;b";"say ""hi"""\r\n"x\r\ny";"1;2"\r\n')
    expect(labels).toEqual(['a;b', 'say "hi"'])
    expect(rows).toEqual([['x\r\ny', '1;2']])
  })

  test.each([
    [',', 'a,b\n1,x\n'],
    [';', 'a;b\n1;x\n'],
    ['a tab', 'a\tb\n1\tx\n'],
    ['|', 'a|b\n1|x\n'],
  ])('is split at %s', async (_, content) => {
    const { labels, rows } = await read(content)
    expect([labels, rows]).toEqual([['a', 'b'], [['1', 'x']]])
  })

  test('with the extension of TSV is always split at tabs', async () => {
    expect((await read('a,b,c\td\n1\t2\n', 'table.tsv')).labels).toEqual(['a,b,c', 'd'])
  })

  test.each([
    ['UTF-8 with a byte order mark', Buffer.from('\uFEFFa;b\nMüller €;1\n'), []],
    ['Windows-1252', windows1252('a;b\nMüller €;1\n'), [/windows-1252/]],
    ['UTF-16', Buffer.from('\uFEFFa;b\nMüller €;1\n', 'utf16le'), [/utf-16le/]],
  ])('may be %s', async (_, content, notes) => {
    const table = await read(content)
    expect(table.labels).toEqual(['a', 'b'])
    expect(table.rows).toEqual([['Müller €', '1']])
    expect(table.notes).toHaveLength(notes.length)
    notes.forEach((note, index) => expect(table.notes[index]).toMatch(note))
  })

  test.each(['\r\n', '\n', '\r'])('may end its lines with %j', async (end) => {
    expect((await read(['a,b', '1,2', '3,4', ''].join(end))).rows).toHaveLength(2)
  })

  test('may mix line ends, within and between its lines', async () => {
    const { rows } = await read('a,b\r\n1,"x\ny"\n2,"z\r\nz"\r3,5" pipe\r\n')
    expect(rows).toEqual([
      ['1', 'x\ny'],
      ['2', 'z\r\nz'],
      ['3', '5" pipe'],
    ])
  })

  test('without headings keeps its first row', async () => {
    const { labels, rows, notes } = await read('1,2024-01-01\n2,2024-01-02\n')
    expect([labels, rows.length]).toEqual([['', ''], 2])
    expect(notes).toEqual([expect.stringContaining('no headings')])
  })

  test('keeps empty rows and empty fields', async () => {
    expect((await read('a;b\n;\n"";1\n;\n')).rows).toEqual([
      [null, null],
      [null, '1'],
      [null, null],
    ])
  })
})

describe('a CSV file that cannot be read', () => {
  test.each([
    ['too few fields', 'a,b,c\n1,2,3\n4,5\n', /line 3 has 2 fields, not 3 like the headings: 4,5/],
    ['too many fields', 'a,b\n1,2\n1,2,3\n', /line 3 has 3 fields, not 2 like the headings: 1,2,3/],
    ['an open quote', 'a,b\n1,2\n"3,4\n', /line 3 has a quote that is not closed/],
    ['text after a closing quote', 'a,b\n"1" x,2\n', /line 2 has a quote .* "1" x,2/],
    ['a title', 'Sales\n\na,b\n1,2\n', /line 3 has 2 fields.*remove titles above the headings/s],
    ['a blank line first', '\na,b\n1,2\n', /begins with a blank line: remove/],
    ['nothing in it', '', /is empty/],
    ['zero bytes', 'a,b\n\0,2\n', /is not text.*Save it as CSV in UTF-8/],
  ])('with %s says where and why', async (_, content, message) => {
    await expect(read(content)).rejects.toThrow(message)
  })

  test('has its lines counted as an editor does, with line ends within fields', async () => {
    const rows = Array.from({ length: 40_000 }, (_, index) => `${index},"one\ntwo"\n`).join('')
    await expect(read(`a,b\n${rows}1,2,3\n`)).rejects.toThrow('line 80002 has 3 fields')
  })

  test('has its first faulty lines named, and the others counted', async () => {
    const reading = read('a,b\n1\n1,2\n2\n3\n4\n5\n')
    await expect(reading).rejects.toThrow(/line 2 .*line 4 .*line 5 .*and 2 more such lines/s)
  })
})
