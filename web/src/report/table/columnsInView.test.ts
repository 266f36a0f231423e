import { expect, test } from 'vitest'
import { columnsInView } from './columnsInView.ts'

const widthsPx = Array.from({ length: 200 }, () => 100)

test('the columns in view are drawn, and four more on either side', () => {
  expect(columnsInView(widthsPx, 0, 1000)).toEqual({ first: 0, end: 14 })
  expect(columnsInView(widthsPx, 5050, 1000)).toEqual({ first: 46, end: 65 })
  expect(columnsInView(widthsPx, 19_000, 1000)).toEqual({ first: 186, end: 200 })
})

test('no more columns are drawn than there are', () => {
  expect(columnsInView([], 0, 1000)).toEqual({ first: 0, end: 0 })
  expect(columnsInView([100, 100], 0, 1000)).toEqual({ first: 0, end: 2 })
})
