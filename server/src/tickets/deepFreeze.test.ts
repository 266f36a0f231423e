import { expect, test } from 'vitest'
import { deepFreeze } from './deepFreeze.ts'

test('nothing in a frozen tree can be changed, added or removed', () => {
  const request = { filters: { from: '2001-01-01', origins: ['SEA'] }, sort: [{ column: 'delay' }] }
  const frozen = deepFreeze(structuredClone(request))
  expect(() => frozen.filters.origins.push('ATL')).toThrow(TypeError)
  expect(() => Object.assign(frozen.filters, { from: '1990-01-01' })).toThrow(TypeError)
  expect(() => Object.assign(frozen.sort[0]!, { column: 'id' })).toThrow(TypeError)
  expect(Reflect.deleteProperty(frozen, 'filters')).toBe(false)
  expect(frozen).toEqual(request)
})

test('a tree whose top was frozen before is frozen to its leaves', () => {
  const origins = ['SEA']
  deepFreeze(Object.freeze({ filters: Object.freeze({ origins }) }))
  expect(() => origins.push('ATL')).toThrow(TypeError)
})

test.each([null, undefined, 7, 'text', true])('%s is what it is', (value) => {
  expect(deepFreeze(value)).toBe(value)
})
