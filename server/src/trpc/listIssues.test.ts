import { expect, test } from 'vitest'
import { listIssues, sentenceOf } from './listIssues.ts'

const issue = (name: PropertyKey, message = 'Use a day.') => ({ path: ['filters', name], message })
const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value))

test('a few issues are listed as they are', () => {
  const issues = [issue('from'), issue('until', 'Use a later day.')]
  const listed = listIssues(issues)
  expect(listed).toEqual({ issues, more: 0 })
  expect(sentenceOf(listed)).toBe('filters.from: Use a day. filters.until: Use a later day.')
})

test('of many the first are listed, and the others counted', () => {
  const issues = Array.from({ length: 12 }, (_, index) => issue(index))
  const listed = listIssues(issues, 20_000)
  expect(listed).toEqual({ issues: issues.slice(0, 10), more: 19_990 })
  expect(sentenceOf(listed)).toMatch(/^filters\.0: Use a day\. .* And 19,990 more\.$/)
})

test.each(['x', '"', '\u0000', '漢', '😀'])('none is longer than it may be: %j', (character) => {
  const long = character.repeat(100_000)
  const deep = { path: Array<string>(500).fill(long), message: long }
  for (const issues of [[deep], [issue('from', long), issue(long), deep, deep]]) {
    const listed = listIssues(issues)
    expect(listed.issues.length).toBeGreaterThan(0)
    expect(listed.issues.length + listed.more).toBe(issues.length)
    expect(bytesOf(listed) + bytesOf(sentenceOf(listed))).toBeLessThan(1_800)
  }
})

test('a path keeps its places and its short names', () => {
  const path = ['filters', 'x'.repeat(1000), 3, 'name']
  const [listed] = listIssues([{ path, message: 'No.' }]).issues
  expect(listed?.path).toEqual(['filters', expect.stringMatching(/^x{20,}…$/), 3, '…'])
})
