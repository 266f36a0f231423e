import { expect, test } from 'vitest'
import { Latest } from './latest.ts'

test('a value is made once, until others have been used after it', () => {
  const latest = new Latest<object>(2)
  const valueOf = (key: string) => latest.get(key, () => ({ key }))
  const first = valueOf('a')
  expect(valueOf('a')).toBe(first)
  const second = valueOf('b')
  valueOf('a')
  valueOf('c')
  expect(valueOf('a')).toBe(first)
  expect(valueOf('b')).not.toBe(second)
})
