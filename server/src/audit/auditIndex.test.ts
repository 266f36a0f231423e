import { expect, test } from 'vitest'
import { createAuditIndex } from './auditIndex.ts'
import type { AuditEvent } from './auditEvent.ts'
import { issued } from './testing/auditRecords.ts'

const refused = (code: 'queue-full' | 'draining'): AuditEvent => ({
  type: 'refused',
  viewerId: 'seattle',
  address: null,
  exportId: null,
  request: null,
  code,
})

function filled(events: readonly AuditEvent[]) {
  const index = createAuditIndex()
  events.forEach((event, offset) => index.add(event, { offset, lengthBytes: 1 }))
  return {
    offsets: (viewerId = 'seattle', before?: number) =>
      index.latest(viewerId, 10_000, before).map(({ offset }) => offset),
  }
}

test('the latest events of a viewer are kept, the oldest make room', () => {
  const { offsets } = filled(Array.from({ length: 4000 }, (_, count) => issued(count)))
  expect(offsets()).toHaveLength(3000)
  expect(offsets().at(0)).toBe(3999)
  expect(offsets().at(-1)).toBe(1000)
})

test('when memory is short, the viewers who were away longest keep the latest 300', () => {
  const viewers = Array.from({ length: 101 }, (_, count) => `viewer-${count}`)
  const events = viewers.flatMap((viewer) => {
    const event = issued(1, viewer)
    return Array.from({ length: 3000 }, () => event)
  })
  const { offsets } = filled(events)
  expect(offsets('viewer-0')).toHaveLength(300)
  expect(offsets('viewer-0').at(0)).toBe(2999)
  expect(offsets('viewer-1').length).toBeLessThan(3000)
  for (const viewer of viewers.slice(2)) expect(offsets(viewer)).toHaveLength(3000)
})

test('a busy viewer does not push out the events of others', () => {
  const busy = Array.from({ length: 1000 }, (_, count) => issued(count))
  expect(filled([issued(1, 'atlanta'), ...busy]).offsets('atlanta')).toEqual([0])
})

test('past its limit the index forgets the viewers who were away longest', () => {
  const viewers = Array.from({ length: 1000 }, (_, count) => `viewer-${count}`)
  const events = [...viewers, 'viewer-0', 'newcomer'].map((viewer) => issued(1, viewer))
  const { offsets } = filled(events)
  expect(offsets('viewer-1')).toEqual([])
  expect(offsets('viewer-0')).toEqual([1000, 0])
  expect(offsets('viewer-2')).toEqual([2])
  expect(offsets('newcomer')).toEqual([1001])
})

test('equal refusals in a row take one place and push no export out', () => {
  const flood = Array.from({ length: 1000 }, () => refused('queue-full'))
  const { offsets } = filled([issued(1), ...flood, refused('draining'), refused('queue-full')])
  expect(offsets()).toEqual([1002, 1001, 1000, 0])
})
