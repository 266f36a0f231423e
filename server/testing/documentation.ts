import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const folder = new URL('../../docs/', import.meta.url)

/**
 * The fenced blocks of a page, so that a test runs what the page says.
 *
 * @param page its path within docs/
 * @param language as it stands behind the fence; empty for a block without one
 */
export async function codeBlocks(page: string, language: string): Promise<string[]> {
  const text = await readFile(fileURLToPath(new URL(page, folder)), 'utf8')
  return [...text.matchAll(/^```(\w*)\n([^]*?)^```$/gm)]
    .filter(([, found]) => found === language)
    .map(([, , code]) => code!)
}

/** The blocks whose first line is a comment with a file name, by that name. */
export async function namedBlocks(
  page: string,
  languages: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const blocks = await Promise.all(languages.map((language) => codeBlocks(page, language)))
  const named = blocks.flat().map((block) => {
    const [, name] = /^(?:\/\/|<!--) ([\w./[\]-]+\.\w+)/.exec(block) ?? []
    return [name, block] as const
  })
  return new Map(named.filter((entry): entry is [string, string] => entry[0] !== undefined))
}

/**
 * A block with other values in place of those that only stand for some.
 *
 * @throws Error when one of them is not there: the page has changed and the test has to follow.
 */
export function withValues(block: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce((text, [placeholder, value]) => {
    if (!text.includes(placeholder)) throw new Error(`There is no ${placeholder} in:\n${text}`)
    return text.replaceAll(placeholder, value)
  }, block)
}

/**
 * The cells of the table whose heading begins with this word, row by row.
 *
 * @param page its path within docs/
 */
export async function documentedTable(page: string, heading: string): Promise<string[][]> {
  const text = await readFile(fileURLToPath(new URL(page, folder)), 'utf8')
  const start = text.indexOf(`| ${heading} `)
  if (start < 0) return []
  const [table = ''] = text.slice(start).split('\n\n')
  return table
    .trim()
    .split('\n')
    .filter((line) => !/^[|\s:-]+$/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    )
}
