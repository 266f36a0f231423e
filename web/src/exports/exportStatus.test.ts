import { describe, expect, test } from 'vitest'
import { progressOf } from '../testing/exports.ts'
import { de } from '../texts/de.ts'
import { en } from '../texts/en.ts'
import { exportStatus, isUnderWay } from './exportStatus.ts'
import { createFormats } from '../texts/formats.ts'

const words = { texts: en, formats: createFormats('en', en) }

function textOf(part: Parameters<typeof progressOf>[0], pace: number | null = null): string {
  return exportStatus(progressOf(part), pace, words).text
}

describe('an export', () => {
  test('that waits in line says how many are before it', () => {
    expect(textOf({ placeInLine: 1 })).toBe('Next in line')
    expect(textOf({ placeInLine: 3 })).toBe('Number 3 in line')
  })

  test('that is prepared says how far and how fast', () => {
    const status = exportStatus(progressOf({ rowsWritten: 455 }), 812_345, words)
    expect(status).toEqual({
      tone: 'busy',
      text: 'Preparing, 45% · 810,000 rows/s',
      part: 0.455,
    })
  })

  test('that has written nothing yet has no pace', () => {
    expect(textOf({ rowsWritten: 0 }, 0)).toBe('Preparing, 0%')
  })

  test('that is sent while it is prepared says how much of it', () => {
    expect(textOf({ rowsWritten: 100, bytesSent: 2_000_000 })).toBe('Preparing, 10% · 2 MB sent')
  })

  test('is not done before the last row, however it is rounded', () => {
    expect(textOf({ rowsWritten: 999 })).toBe('Preparing, 99%')
  })

  test('that counted no rows has no share to divide by', () => {
    expect(exportStatus(progressOf({ rowCount: 0 }), null, words).part).toBe(0)
  })

  test('that is downloaded says how much of its size', () => {
    const ready = { state: 'ready', bytesWritten: 64_000_000 } as const
    expect(textOf(ready)).toBe('Ready, 64 MB')
    expect(textOf({ ...ready, bytesSent: 16_000_000 })).toBe('Downloading, 25% of 64 MB')
    expect(textOf({ ...ready, bytesSent: 80_000_000 })).toBe('Downloading, 100% of 64 MB')
  })

  test('that is done says its size and time', () => {
    const finishedAt = '2026-01-01T12:00:04.200Z'
    expect(textOf({ state: 'delivered', bytesWritten: 64_000_000, finishedAt })).toBe(
      '64 MB in 4.2 sec',
    )
  })

  test('that is done without a size to tell says that it is done', () => {
    const finishedAt = '2026-01-01T12:00:04.200Z'
    expect(textOf({ state: 'delivered', bytesWritten: 0, finishedAt })).toBe('Done')
    expect(textOf({ state: 'delivered', bytesWritten: 1 })).toBe('Done')
  })

  test('that the browser has not asked for is under way, nobody knows how far', () => {
    expect(exportStatus(progressOf({ state: 'waiting' }), null, words)).toEqual({
      tone: 'busy',
      text: 'Waiting for the browser to fetch it',
      part: null,
    })
  })

  test('that ended by itself or by its reader is no fault', () => {
    const statusOf = (state: 'cancelled' | 'expired') =>
      exportStatus(progressOf({ state }), null, words)
    expect(statusOf('cancelled')).toEqual({ tone: 'quiet', text: 'Cancelled' })
    expect(statusOf('expired')).toEqual({
      tone: 'quiet',
      text: 'The file was not fetched in time.',
    })
  })

  test('that failed says why', () => {
    const status = exportStatus(
      progressOf({ state: 'failed', errorCode: 'spool-full' }),
      null,
      words,
    )
    expect(status.tone).toBe('bad')
    expect(status.text).toContain(en.errors['spool-full'])
  })

  test('speaks the language of its reader', () => {
    const german = { texts: de, formats: createFormats('de', de) }
    expect(exportStatus(progressOf({ rowsWritten: 500 }), null, german).text).toMatch(
      /^Wird vorbereitet, 50\s%$/,
    )
  })

  test.each([
    ['waiting', true],
    ['running', true],
    ['ready', true],
    ['delivered', false],
    ['failed', false],
    ['cancelled', false],
    ['expired', false],
  ] as const)('that is %s: under way is %s', (state, expected) => {
    expect(isUnderWay(progressOf({ state }))).toBe(expected)
  })
})
