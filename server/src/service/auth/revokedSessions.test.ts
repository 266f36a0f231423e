import { expect, test } from 'vitest'
import { createRevokedSessions } from './revokedSessions.ts'

const ttlS = 60

function openAt(startMs: number) {
  let nowMs = startMs
  const revoked = createRevokedSessions({ ttlS, now: () => nowMs })
  return { revoked, passTime: (ms: number) => (nowMs += ms) }
}

test('a session stays revoked for as long as a token of it can live', () => {
  const { revoked, passTime } = openAt(1_000)
  revoked.add('one')
  expect(revoked.has('other')).toBe(false)
  passTime(ttlS * 1000 - 1)
  expect(revoked.has('one')).toBe(true)
  passTime(1)
  expect(revoked.has('one')).toBe(false)
})

test('what is no longer needed makes room with the next sign-out', () => {
  const { revoked, passTime } = openAt(0)
  for (const session of ['one', 'two', 'three']) revoked.add(session)
  passTime(ttlS * 1000)
  revoked.add('four')
  expect(revoked.size).toBe(1)
  expect(revoked.has('four')).toBe(true)
})

test('no flood of sign-outs makes a session valid again', () => {
  const { revoked } = openAt(0)
  revoked.add('one')
  for (let count = 0; count < 150_000; count += 1) revoked.add(`other ${count}`)
  expect(revoked.has('one')).toBe(true)
})
