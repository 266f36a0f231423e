import { expect, test } from 'vitest'
import { TextInterner } from './textInterner.ts'

test('equal texts have one code, which is their place in the dictionary', () => {
  const interner = new TextInterner()
  expect(['b', 'a', 'b', '', 'a'].map((text) => interner.codeOf(text))).toEqual([0, 1, 0, 2, 1])
  expect(interner.dictionary.values).toEqual(['b', 'a', ''])
})

test('a dictionary stays the same object until a batch may not fit', () => {
  const interner = new TextInterner(3)
  const first = interner.dictionary
  expect(interner.beginBatch(2)).toBe(false)
  interner.codeOf('a')
  interner.codeOf('b')
  expect(interner.beginBatch(1)).toBe(false)
  expect(interner.dictionary).toBe(first)
  expect(interner.beginBatch(2)).toBe(true)
  expect(interner.codeOf('b')).toBe(0)
  expect(interner.dictionary.values).toEqual(['b'])
  expect(first.values).toEqual(['a', 'b'])
})

test('a dictionary of long texts is full before it has all of its entries', () => {
  const interner = new TextInterner(1000)
  const first = interner.dictionary
  for (let index = 0; index < 64; index += 1) {
    expect(interner.beginBatch(1)).toBe(false)
    interner.codeOf(`${'x'.repeat(999)}${index % 10}${'日'.repeat(Math.floor(index / 10))}`)
  }
  expect(interner.beginBatch(1)).toBe(true)
  expect(first.values).toHaveLength(64)
  expect(interner.characterCount).toBe(0)
  expect(interner.beginBatch(1)).toBe(false)
})

test('an added text is not found by its text', () => {
  const interner = new TextInterner()
  expect(interner.add('a')).toBe(0)
  expect(interner.codeOf('a')).toBe(1)
})
