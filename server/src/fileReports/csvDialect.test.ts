import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDataFolder, type DataFolder } from './testing/dataFolder.ts'
import { readTable } from './testing/readTable.ts'

let folder: DataFolder
beforeAll(async () => {
  folder = await openDataFolder()
})
afterAll(() => folder[Symbol.asyncDispose]())

const read = (content: string, name?: string) => readTable(folder, content, name)

describe('the delimiter of a CSV file', () => {
  test.each([
    [
      'leaves decimal commas and commas in sentences to the fields',
      'Betrag, EUR;Tag\n12,50;2024-01-31\n',
      ['Betrag, EUR', 'Tag'],
      [[12.5, '2024-01-31']],
    ],
    [
      'fits all lines, not the headings alone',
      'Name (short, unique, required);Price\nx;1\n',
      ['Name (short, unique, required)', 'Price'],
      [['x', '1']],
    ],
    [
      'fits the last line too',
      `a;b,c\n${'1;2,x\n'.repeat(3)}1;2\n`,
      ['a', 'b,c'],
      [...Array.from({ length: 3 }, () => ['1', '2,x']), ['1', '2']],
    ],
    ['may be in quotes', 'id,"a;b"\n1,"x;y"\n', ['id', 'a;b'], [['1', 'x;y']]],
    [
      'leaves no other one within most fields',
      'a,b;c,d\n1,x;y,2\n',
      ['a', 'b;c', 'd'],
      [['1', 'x;y', '2']],
    ],
  ])('%s', async (_, content, labels, rows) => {
    expect(await read(content)).toMatchObject({ labels, rows, notes: [] })
  })

  test('is named with the other one if both fit equally', async () => {
    await expect(read('a,b;c,d\n1,2;3,4\n')).rejects.toThrow(
      /a comma \(3 columns\), or by a semicolon \(2 columns\)\. .* such as sep=,/,
    )
  })

  test('is named where lines that do not fit hold several', async () => {
    await expect(read('a;b,c\n1;2,x\n1;2;3\n')).rejects.toThrow(
      /line 3 has 3 fields, not 2 .*\nThe fields seem to be separated by a semicolon\.\n/s,
    )
  })

  test('is what the first line says, as Excel writes it', async () => {
    const expected = { labels: ['Name', 'Ort'], rows: [['Anna', 'Bonn']] }
    expect(await read('sep=;\nName;Ort\nAnna;Bonn\n')).toMatchObject(expected)
    expect(await read('"sep=|"\r\nName|Ort\r\nAnna|Bonn\r\n')).toMatchObject(expected)
    expect(await read('\uFEFFSEP=^^\nName^"Ort"\nAnna^Bonn\n')).toMatchObject(expected)
    expect(await read('sep=,\nName,Ort\nAnna,Bonn\n', 'table.tsv')).toMatchObject(expected)
    const sums = 'sep=,\na,b;c,d\n1,2;3,4\n'
    expect((await read(sums)).labels).toEqual(['a', 'b;c', 'd'])
  })

  test.each([
    ['sep=;\n', /is empty/],
    ['sep=§\na§b\n', /names the delimiter § .* cannot be read/],
    ['sep=;\na;b;c\n1;2;3\n1;2\n', /line 4 has 2 fields, not 3 like the headings: 1;2/],
  ])('may be named in vain: %j', async (content, message) => {
    await expect(read(content)).rejects.toThrow(message)
  })
})

describe('a file of one column', () => {
  test('may have commas in some of its texts, and says so', async () => {
    const { rows, notes } = await read('note\nWell, yes\nNo\nPerhaps\n')
    expect(rows).toEqual([['Well, yes'], ['No'], ['Perhaps']])
    expect(notes).toEqual([expect.stringContaining('was read as one column')])
  })

  test('is what a delimiter makes that its lines do not have, and says so', async () => {
    const named = await read('sep=,\na;b\n1;2\n')
    expect(named.rows).toEqual([['1;2']])
    expect(named.notes).toEqual([expect.stringMatching(/one column: .* a comma\.$/)])
    const { notes } = await read('a;b\n1;2\n', 'table.tsv')
    expect(notes).toEqual([expect.stringMatching(/one column: .* a tab\.$/)])
    expect((await read('a\n1\n', 'table.tsv')).notes).toEqual([])
  })

  test('may have a comma in its heading alone', async () => {
    expect((await read('name (short, unique)\nx\ny\n')).labels).toEqual(['name (short, unique)'])
  })

  test('keeps its blank lines as empty fields', async () => {
    expect((await read('a\n1\n\n2\n')).rows).toEqual([['1'], [null], ['2']])
    expect((await read('a\r1\r\r"x"\r')).rows).toEqual([['1'], [null], ['x']])
  })

  test('is none if most lines are longer than the first', async () => {
    await expect(read('Sales\na,b\n1,2\n')).rejects.toThrow('line 2 has 2 fields, not 1')
  })
})

describe('quotes', () => {
  test('of a tab-separated file are text where they would join lines', async () => {
    const { rows, notes } = await read('id\ttitle\n1\t"Rose\n2\tIris\n3\tTulip"\n', 'table.tsv')
    expect(rows).toEqual([
      ['1', '"Rose'],
      ['2', 'Iris'],
      ['3', 'Tulip"'],
    ])
    expect(notes).toEqual([expect.stringContaining('quotes that belong to its texts')])
  })

  test('of a tab-separated file are text where they do not end their fields', async () => {
    const { rows } = await read('id\ttitle\n1\t"Rose" and Iris\n', 'table.tsv')
    expect(rows).toEqual([['1', '"Rose" and Iris']])
  })

  test('of a tab-separated file are quotes where lines need them', async () => {
    const quoted = 'id\ttitle\n1\t"a\nb"\n2\t"c\td"\n3\t"e ""f"""\n'
    const { rows, notes } = await read(quoted, 'table.tsv')
    expect(rows).toEqual([
      ['1', 'a\nb'],
      ['2', 'c\td'],
      ['3', 'e "f"'],
    ])
    expect(notes).toEqual([])
  })

  test('may have spaces around them, in headings as in fields', async () => {
    const { labels, rows, notes } = await read('id, "item, big" \n1, "x, y"\n2, z"\n')
    expect([labels, rows]).toEqual([
      ['id', 'item, big'],
      [
        ['1', 'x, y'],
        ['2', ' z"'],
      ],
    ])
    expect(notes).toEqual([expect.stringContaining('spaces around quoted fields')])
    const { labels: plain, rows: cells } = await read('id, "item"\n1, "x, y"\n')
    expect([plain, cells]).toEqual([['id', 'item'], [['1', 'x, y']]])
  })

  test('after a space are text where they do not enclose a field', async () => {
    const { rows, notes } = await read('a,b\n1, "big" one\n')
    expect([rows, notes]).toEqual([[['1', ' "big" one']], []])
  })
})

describe('a line that does not fit has the number that an editor shows', () => {
  test.each([
    ['after blank lines', 'a,b\n1,2\n\n\n3\n', 'line 5 has 1 field, not 2 like the headings: 3'],
    ['after returns', 'a,b\r1,2\r\r3\r', 'line 4 has 1 field'],
    ['after mixed line ends', 'a,b\r\n1,2\n\r\n\r3\n', 'line 5 has 1 field'],
    ['after line ends in quotes', 'a,b\n1,"x\r\ny\rz\n"\n3\n', 'line 6 has 1 field'],
    ['after line ends in headings', '"a\nx",b\n3\n', 'line 3 has 1 field'],
    ['after a delimiter line', 'sep=,\r\na,b\r\n\r\n3\r\n', 'line 4 has 1 field'],
  ])('%s', async (_, content, message) => {
    await expect(read(content)).rejects.toThrow(message)
  })
})

test('a line may be longer than 2 MB', async () => {
  const long = 'y'.repeat(3_000_000)
  expect((await read(`a,b\n1,"${long}"\n`)).rows).toEqual([['1', long]])
})

test('line ends between quotes are read on both sides of 8 MiB', { timeout: 60_000 }, async () => {
  const row = (index: number) => `${index},"${'text\n'.repeat(index % 31)}"`
  const lines = Array.from({ length: 120_000 }, (_, index) => row(index))
  const { rows } = await read(`a,b\n${lines.join('\n')}\n`)
  expect(rows).toHaveLength(lines.length)
  expect(rows.every(([a, b], index) => row(index) === `${a},"${b ?? ''}"`)).toBe(true)
})
