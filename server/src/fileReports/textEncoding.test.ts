import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDataFolder, windows1252, type DataFolder } from './testing/dataFolder.ts'
import { readTable } from './testing/readTable.ts'

let folder: DataFolder
beforeAll(async () => {
  folder = await openDataFolder()
})
afterAll(() => folder[Symbol.asyncDispose]())

const read = (...parts: (string | number[])[]) =>
  readTable(folder, Buffer.concat(parts.map((part) => Buffer.from(part as string))))

describe('a byte that is not UTF-8', () => {
  test('becomes U+FFFD in a file with a byte order mark, and a note says where', async () => {
    const { labels, rows, notes } = await read('\uFEFFname\nMüller\nR', [0xe9], '\n')
    expect([labels, rows]).toEqual([['name'], [['Müller'], ['R\uFFFD']]])
    expect(notes).toEqual([expect.stringMatching(/has a character .* in line 3: shown as \uFFFD/)])
  })

  test('is refused in a file that is UTF-8 otherwise', async () => {
    await expect(read('name\r\n\r\nMüller\r\nR', [0xe9], '\r\n')).rejects.toThrow(
      /is UTF-8 in part only: line 4 has a byte that is not\..* iconv/,
    )
  })

  test('is refused at the end of a file too', async () => {
    await expect(read('name\nMüller €\nR', [0xe2, 0x82])).rejects.toThrow('line 3')
  })

  test('makes a file Windows-1252 if nothing else is UTF-8', async () => {
    const { rows, notes } = await readTable(folder, windows1252('name\nMüller €\n'))
    expect(rows).toEqual([['Müller €']])
    expect(notes).toEqual([expect.stringContaining('windows-1252')])
  })

  test('makes a file Windows-1252 if its look of UTF-8 is rare enough to be chance', async () => {
    const names = 'Müller\n'.repeat(30)
    const { rows } = await readTable(folder, windows1252(`name\n${names}GROß\u0093\n`))
    expect(rows.at(-1)).toEqual(['GROß“'])
  })
})

test('half a character of UTF-16 is noted', async () => {
  const { rows, notes } = await readTable(folder, Buffer.from('\uFEFFname\nx\uD83D\n', 'utf16le'))
  expect(rows).toEqual([['x\uFFFD']])
  expect(notes).toContainEqual(expect.stringMatching(/has a character that is not UTF-16LE/))
})

test('zero characters of UTF-16 are no text', async () => {
  const text = Buffer.from('\uFEFFname\nx\0\n', 'utf16le')
  await expect(readTable(folder, text)).rejects.toThrow('is not text')
})

describe('a file that is no table of text is refused by what it is', () => {
  test.each([
    ['<!DOCTYPE html>\n<p>Sign in</p>', 'a web page (HTML)'],
    ['\uFEFF\n<!-- error --><HTML lang="en">', 'a web page (HTML)'],
    ['<table><tr><td>1</td></tr></table>', 'a web page (HTML)'],
    ['<?xml version="1.0"?><rows/>', 'XML'],
    ['{"a": 1, "b": 2}\n{"a": 3}\n', 'JSON'],
    ['[\n  {"a": 1}\n]', 'JSON'],
    ['[["a", 1], ["b", 2]]', 'JSON'],
    ['[]', 'JSON'],
    ['PK\u0003\u0004\0', 'an Excel workbook'],
    ['%PDF-1.7\n', 'a PDF document'],
    ['PAR1\0', 'a Parquet file'],
  ])('%j', async (content, kind) => {
    await expect(readTable(folder, content)).rejects.toThrow(`is ${kind}`)
  })

  test('but may have its signs in it', async () => {
    const { labels } = await readTable(folder, '{id},<b>,[x]\n1,<html>,{}\n')
    expect(labels).toEqual(['{id}', '<b>', '[x]'])
  })

  test('also in UTF-16', async () => {
    const page = Buffer.from('\uFEFF<html><body>', 'utf16le')
    await expect(readTable(folder, page)).rejects.toThrow('a web page')
  })
})
