import { expect, test } from 'vitest'
import { RunPace } from './runPace.ts'

const places = { count: 2, perViewerMax: 2 }

function paceAt(rowsPerSecond?: number) {
  const clock = { ms: 100_000 }
  const pace = new RunPace(() => clock.ms)
  if (rowsPerSecond) {
    pace.finished({ rowCount: rowsPerSecond, startedMs: clock.ms - 1_000 })
  }
  return { pace, clock }
}

const run = (viewerId: string, rowCount: number) => ({ viewerId, rowCount })

test('nothing is known before a run has ended or has shown its pace', () => {
  const { pace, clock } = paceAt()
  const active = { ...run('a', 1_000), rowsWritten: 0, startedMs: clock.ms - 5_000 }
  expect(pace.waitsMs([active], [run('a', 10)], places)).toEqual([null])
})

test('each waits for the first place that becomes free', () => {
  const { pace, clock } = paceAt(1_000)
  const active = [1_000, 3_000].map((rowCount) => ({
    ...run('a', rowCount),
    rowsWritten: 0,
    startedMs: clock.ms,
  }))
  const line = [run('b', 1_000), run('c', 5_000), run('d', 1)]
  expect(pace.waitsMs(active, line, places)).toEqual([1_000, 2_000, 2_800])
})

test('a run that goes on says how fast it is itself', () => {
  const { pace, clock } = paceAt(1_000)
  const slow = { ...run('a', 1_000), rowsWritten: 100, startedMs: clock.ms - 1_000 }
  expect(pace.waitsMs([slow], [run('b', 1)], { count: 1, perViewerMax: 1 })).toEqual([9_000])
})

test('a viewer who has as many as they may have waits for one of these', () => {
  const { pace, clock } = paceAt(1_000)
  const active = [{ ...run('a', 8_000), rowsWritten: 0, startedMs: clock.ms }]
  const line = [run('a', 1_000), run('b', 1_000), run('a', 1_000)]
  expect(pace.waitsMs(active, line, { count: 3, perViewerMax: 1 })).toEqual([7_300, 0, 8_300])
})

const one = { count: 1, perViewerMax: 1 }

test('short runs say little about a long one, and spoil nothing', () => {
  const { pace, clock } = paceAt()
  const waitFor = (rowCount: number) => {
    const active = { ...run('a', rowCount), rowsWritten: 0, startedMs: clock.ms }
    return pace.waitsMs([active], [run('b', 1)], one)[0]
  }
  pace.finished({ rowCount: 200, startedMs: clock.ms - 160 })
  expect(waitFor(3_000_000)).toBeNull()
  expect(waitFor(400)).toBeCloseTo(220)
  pace.finished({ rowCount: 3_000_000, startedMs: clock.ms - 4_100 })
  for (let count = 0; count < 20; count += 1) {
    pace.finished({ rowCount: 200, startedMs: clock.ms - 160 })
  }
  expect(waitFor(3_000_000)! / 4_100).toBeCloseTo(1, 0)
})

test('long runs replace what was measured before', () => {
  const { pace, clock } = paceAt()
  for (const ms of [10_100, 1_100, 1_100, 1_100, 1_100, 1_100]) {
    pace.finished({ rowCount: 1_000_000, startedMs: clock.ms - ms })
  }
  const active = { ...run('a', 1_000_000), rowsWritten: 0, startedMs: clock.ms }
  expect(pace.waitsMs([active], [run('b', 1)], one)[0]! / 1_100).toBeCloseTo(1, 1)
})

test('what follows a run of unknown length is unknown', () => {
  const { pace } = paceAt(1_000)
  const line = [run('a', 1_000), run('b', 1_000_000), run('c', 1)]
  expect(pace.waitsMs([], line, one)).toEqual([0, 1_000, null])
})
