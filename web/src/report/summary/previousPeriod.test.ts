import { flights } from '@coatcheck/shared/demo'
import { expect, test } from 'vitest'
import { previousPeriod } from './previousPeriod.ts'

test('the previous period is as long, and exists as far back as the data reaches', () => {
  const june = { from: '2001-06-01', until: '2001-07-01', minDelay: 5 }
  expect(previousPeriod(june, flights.range)).toEqual({
    from: '2001-05-02',
    until: '2001-06-01',
    minDelay: 5,
  })
  expect(previousPeriod({ ...flights.range }, flights.range)).toBeNull()
  const second = { from: '2001-01-03', until: '2001-01-05' }
  expect(previousPeriod(second, flights.range)).toMatchObject({ from: '2001-01-01' })
  expect(previousPeriod({ ...second, until: '2001-01-06' }, flights.range)).toBeNull()
  expect(previousPeriod({}, null)).toBeNull()
})
