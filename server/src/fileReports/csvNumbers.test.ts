import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDataFolder, type DataFolder } from './testing/dataFolder.ts'
import { readTable } from './testing/readTable.ts'

let folder: DataFolder
beforeAll(async () => {
  folder = await openDataFolder()
})
afterAll(() => folder[Symbol.asyncDispose]())

const rowsOf = async (content: string) => (await readTable(folder, content)).rows

/** The values of a column of these texts. */
async function valuesOf(name: string, ...texts: string[]): Promise<unknown[]> {
  return (await rowsOf(`${name}\n${texts.join('\n')}\n`)).map(([value]) => value)
}

describe('the decimal mark is settled for the whole file', () => {
  test.each([
    ['by a comma before two digits', 'a;b\n1.234;12,50\n', [1234, 12.5]],
    ['by a comma in the same column', 'a;b\n1.234;x\n12,50;y\n', [1234, 'x']],
    ['by a point before two digits', 'a;b\n1.234;12.50\n', [1.234, 12.5]],
    ['by a point, for thousands too', 'a,b\n"1,234",12.50\n', [1234, 12.5]],
    ['by both marks in one number', 'a;b\n1,234.50;1.234\n', [1234.5, 1.234]],
    ['by both marks in one German number', 'a,b\n"1.234,50","1,234"\n', [1234.5, 1.234]],
    ['by a leading zero', 'a;b\n0.125;1.234\n', [0.125, 1.234]],
    ['by commas that separate fields', 'a,b\n1.234,x\n', [1.234, 'x']],
  ])('%s', async (_, content, [one, other]) => {
    expect((await rowsOf(content))[0]).toEqual([one, other])
  })

  test.each([
    ['nothing settles it', 'a;b\n1.234;x\n', ['1.234', 'x']],
    ['columns disagree', 'a;b;c\n1.234;12,5;12.5\n', ['1.234', 12.5, 12.5]],
    ['it may be a pair of numbers', 'a,b\n"1,10",x\n', ['1,10', 'x']],
    ['only such a pair could settle it', 'a,b\n1.234,"12,50"\n', ['1.234', '12,50']],
    ['a comma alone may separate thousands', 'a;b\n1,234;x\n', ['1,234', 'x']],
    [
      'a text that is no number would settle it',
      'a;b\n1.234;12,50 or more\n',
      ['1.234', '12,50 or more'],
    ],
  ])('and numbers stay text where %s', async (_, content, row) => {
    expect((await rowsOf(content))[0]).toEqual(row)
  })
})

describe('codes stay text', () => {
  test('with whole digits around an E', async () => {
    expect(await valuesOf('sku', '1E5', '10E4')).toEqual(['1E5', '10E4'])
    expect(await valuesOf('sku', '12E3', '1203')).toEqual(['12E3', '1203'])
  })

  test('when two of them would become one number', async () => {
    expect(await valuesOf('x', '1.5e3', '1E5', '10E4')).toEqual(['1.5e3', '1E5', '10E4'])
  })

  test('unless other fields are written as only numbers are', async () => {
    expect(await valuesOf('x', '1e+05', '3')).toEqual([100_000, 3])
    expect(await valuesOf('x', '1.5', '1e3')).toEqual([1.5, 1000])
  })
})

describe('versions stay text', () => {
  test.each([
    ['where 1.10 comes after 1.9', 'x', ['1.9', '1.10']],
    ['where 1.10 differs from 1.1', 'x', ['1.1', '1.10']],
    ['where 3.20 has a neighbour', 'x', ['3.5', '3.19', '3.20']],
    ['by their name', 'appVersion', ['1.20', '1.30']],
  ])('%s', async (_, name, texts) => {
    expect(await valuesOf(name, ...texts)).toEqual(texts)
  })

  test.each([
    ['amounts with two decimals', 'price', ['1.10', '2.20'], [1.1, 2.2]],
    ['amounts with one or two', 'price', ['1.50', '1.5'], [1.5, 1.5]],
    ['amounts with whole ones', 'x', ['1.9', '1.10', '2'], [1.9, 1.1, 2]],
    ['amounts below ten cents', 'x', ['1.9', '1.10', '1.05'], [1.9, 1.1, 1.05]],
    ['numbers without a last zero', 'version', ['1.1', '1.25'], [1.1, 1.25]],
  ])('but not %s', async (_, name, texts, values) => {
    expect(await valuesOf(name, ...texts)).toEqual(values)
  })
})
