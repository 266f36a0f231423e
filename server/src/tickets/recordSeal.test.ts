import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { openRecord, sealRecord } from './recordSeal.ts'
import { ticketRecord } from './testing/ticketRecord.ts'

const key = randomBytes(32)
const record = ticketRecord()
const sealed = sealRecord(record, { ticketHash: 'hash', key })
const unsigned = sealRecord(record, { ticketHash: 'hash', key: undefined })
const notSigned = /not signed/
const otherForm = /another form/

test('a record opens for its own ticket, with its own key', () => {
  expect(openRecord(sealed, { ticketHash: 'hash', key })).toEqual(record)
  expect(openRecord(unsigned, { ticketHash: 'hash', key: undefined })).toEqual(record)
})

test('fields that another version of a node adds are kept', () => {
  const more = { ...record, addedLater: 1 }
  const text = sealRecord(more, { ticketHash: 'hash', key })
  expect(openRecord(text, { ticketHash: 'hash', key })).toEqual(more)
})

test.each<[string, unknown, RegExp]>([
  ['a wider scope', sealed.replace('"fileName"', '"scope":{"kind":"all"},"fileName"'), notSigned],
  ['another request', sealed.replace('2001-01-01', '1990-01-01'), notSigned],
  ['no signature', unsigned, notSigned],
  ['a shorter signature', sealed.slice(1), notSigned],
  ['a signature of nothing', `${sealed.slice(0, 43)} {}`, notSigned],
  ['nothing', '', notSigned],
  ['no text', undefined, /no record/],
])('with %s it does not open', (_what, text, reason) => {
  expect(() => openRecord(text, { ticketHash: 'hash', key })).toThrow(reason)
})

test('with another key, or for another ticket, it does not open', () => {
  const other = randomBytes(32)
  expect(() => openRecord(sealed, { ticketHash: 'hash', key: other })).toThrow(notSigned)
  expect(() => openRecord(sealed, { ticketHash: 'other', key })).toThrow(notSigned)
})

test.each([
  ['not json', '{'],
  ['null', 'null'],
  ['a list', '[]'],
  ['nothing in it', '{}'],
  ['a sealed one, though there is no key', sealed],
  ['no viewer', unsigned.replace('"viewer"', '"other"')],
  ['another request', unsigned.replace('"format":"xlsx"', '"format":"exe"')],
  ['a negative count', unsigned.replace('"rowCount":3', '"rowCount":-3')],
])('without a key, a record that is %s is refused', (_what, text) => {
  expect(() => openRecord(text, { ticketHash: 'hash', key: undefined })).toThrow(otherForm)
})
