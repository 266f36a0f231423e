import { expect, test } from 'vitest'
import { exportId, progressOf } from './testing/exports.ts'
import { createExportPace } from './exportPace.ts'

test('the pace is known from the second snapshot on, and ignores old ones', () => {
  let nowMs = 0
  const pace = createExportPace(() => nowMs)
  pace.observe(progressOf({ rowsWritten: 1000 }))
  expect(pace.rowsPerSecond(exportId)).toBeNull()
  nowMs = 500
  pace.observe(progressOf({ rowsWritten: 2000 }))
  expect(pace.rowsPerSecond(exportId)).toBe(2000)
  nowMs = 10_000
  pace.observe(progressOf({ rowsWritten: 2001 }))
  nowMs = 11_000
  pace.observe(progressOf({ rowsWritten: 2011 }))
  expect(pace.rowsPerSecond(exportId)).toBe(10)
})

test('a run that has ended has no pace', () => {
  let nowMs = 0
  const pace = createExportPace(() => (nowMs += 100))
  pace.observe(progressOf({ rowsWritten: 1000 }))
  pace.observe(progressOf({ rowsWritten: 2000 }))
  pace.observe(progressOf({ state: 'ready' }))
  expect(pace.rowsPerSecond(exportId)).toBeNull()
})
