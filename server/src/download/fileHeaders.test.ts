import { expect, test } from 'vitest'
import { contentDisposition } from './fileHeaders.ts'

test('a plain name is sent in both forms', () => {
  expect(contentDisposition('flights.xlsx')).toBe(
    `attachment; filename="flights.xlsx"; filename*=UTF-8''flights.xlsx`,
  )
})

test('a name beyond ASCII has a readable fallback and its true form', () => {
  expect(contentDisposition('Flüge 2001 – März.csv')).toBe(
    `attachment; filename="Fl_ge 2001 _ M_rz.csv"; filename*=UTF-8''Fl%C3%BCge%202001%20%E2%80%93%20M%C3%A4rz.csv`,
  )
})

test('nothing in a name can end the header or leave the folder', () => {
  const header = contentDisposition('a"b\r\nSet-Cookie: x/..\\\ud800(1)*\'.csv')
  expect(header).toMatch(/^attachment; filename="[^"\r\n/\\]*"; filename\*=UTF-8''[\w%.~!-]*$/)
})
