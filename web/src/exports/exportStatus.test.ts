import { describe, expect, test } from 'vitest'
import { progressOf } from '../testing/exports.ts'
import { de } from '../texts/de.ts'
import { en } from '../texts/en.ts'
import { createFormats } from '../texts/formats.ts'
import { isInProgress } from '@coatcheck/shared/client'
import { exportStatus } from './exportStatus.ts'

const words = { texts: en, formats: createFormats('en', en) }

function textOf(part: Parameters<typeof progressOf>[0], pace: number | null = null): string {
  return exportStatus(progressOf(part), pace, words).text
}

describe('the status of an export', () => {
  test('in the queue is its place', () => {
    const queued = { state: 'queued' } as const
    expect(textOf({ ...queued, placeInLine: 1 })).toBe('1st in line')
    expect(textOf({ ...queued, placeInLine: 3 })).toBe('3rd in line')
    expect(textOf({ ...queued, placeInLine: null })).toBe('Starting…')
    expect(textOf({ ...queued, placeInLine: 2, waitS: 45 })).toBe(
      '2nd in line · estimated start in 45 sec',
    )
    expect(textOf({ ...queued, placeInLine: 2, waitS: 120 })).toMatch(/estimated start in 2 min$/)
    const partAt = (placeInLine: number | null) =>
      exportStatus(progressOf({ ...queued, placeInLine }), null, words).part
    expect(partAt(2)).toBe(0)
    expect(partAt(null)).toBeNull()
  })

  test('that is being prepared is its progress and pace', () => {
    const status = exportStatus(progressOf({ rowsWritten: 455 }), 812_345, words)
    expect(status).toEqual({
      tone: 'busy',
      text: 'Preparing · 45% · 810,000 rows/s',
      part: 0.455,
    })
  })

  test('without rows so far has no pace', () => {
    expect(textOf({ rowsWritten: 0 }, 0)).toBe('Preparing · 0%')
  })

  test('that is sent while it is being prepared is also the size sent', () => {
    expect(textOf({ rowsWritten: 100, bytesSent: 2_000_000 })).toBe('Preparing · 10% · 2 MB sent')
  })

  test('is not 100% before the last row', () => {
    expect(textOf({ rowsWritten: 999 })).toBe('Preparing · 99%')
  })

  test('of an export without rows has a progress of 0', () => {
    expect(exportStatus(progressOf({ rowCount: 0 }), null, words).part).toBe(0)
  })

  test('that is being downloaded is the share of its size', () => {
    const ready = { state: 'ready', bytesWritten: 64_000_000 } as const
    expect(textOf(ready)).toBe('Ready · 64 MB')
    const sending = { ...ready, deliveryCount: 1, keptUntil: '2026-01-01T12:10:00Z' }
    expect(exportStatus(progressOf({ ...sending, bytesSent: 16_000_000 }), null, words)).toEqual({
      tone: 'busy',
      text: 'Downloading · 25% of 64 MB',
      part: 0.25,
    })
    expect(textOf({ ...sending, bytesSent: 80_000_000 })).toBe('Downloading · 100% of 64 MB')
    const again = progressOf({ ...sending, state: 'delivered', bytesSent: 80_000_000 })
    expect(exportStatus(again, null, words)).toEqual({
      tone: 'busy',
      text: 'Downloading · 64 MB',
      part: null,
    })
  })

  test('that was not fetched, or whose download broke off, is not in progress', () => {
    const kept = {
      state: 'ready',
      bytesWritten: 64_000_000,
      keptUntil: '2026-01-01T12:10:00Z',
    } as const
    expect(exportStatus(progressOf(kept), null, words)).toEqual({
      tone: 'good',
      text: 'Ready · 64 MB',
    })
    expect(exportStatus(progressOf({ ...kept, bytesSent: 9 }), null, words)).toEqual({
      tone: 'bad',
      text: 'Download interrupted · 64 MB',
    })
    expect(isInProgress(progressOf(kept))).toBe(false)
    expect(textOf({ ...kept, keptUntil: null, bytesSent: 9 })).toBe('Download interrupted · 64 MB')
  })

  test('that is downloaded is its size, and how long writing it took without waiting', () => {
    const finishedAt = '2026-01-01T12:30:00.000Z'
    const delivered = { state: 'delivered', bytesWritten: 64_000_000, finishedAt } as const
    expect(textOf({ ...delivered, durationMs: 4200 })).toBe(
      'Downloaded · 64 MB · prepared in 4.2 sec',
    )
    expect(textOf(delivered)).toBe('Downloaded · 64 MB')
  })

  test('that is downloaded has no figures if they are unknown', () => {
    expect(textOf({ state: 'delivered', bytesWritten: 0 })).toBe('Downloaded')
  })

  test('that the browser has not requested yet is of unknown progress', () => {
    expect(exportStatus(progressOf({ state: 'waiting' }), null, words)).toEqual({
      tone: 'busy',
      text: 'Waiting for your browser',
      part: null,
    })
  })

  test('that is cancelled or expired is not shown as a failure', () => {
    const statusOf = (state: 'cancelled' | 'expired') =>
      exportStatus(progressOf({ state }), null, words)
    expect(statusOf('cancelled')).toEqual({ tone: 'quiet', text: 'Cancelled' })
    expect(statusOf('expired')).toEqual({
      tone: 'quiet',
      text: 'No longer available',
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

  test('whose download was refused is the reason, while its ticket is still good', () => {
    const refused = progressOf({ state: 'waiting', errorCode: 'queue-full' })
    expect(exportStatus(refused, null, words)).toEqual({
      tone: 'bad',
      text: `${en.tray.failed} ${en.errors['queue-full']}`,
    })
  })

  test('is in the reader’s language', () => {
    const german = { texts: de, formats: createFormats('de', de) }
    expect(exportStatus(progressOf({ rowsWritten: 500 }), null, german).text).toMatch(
      /^Wird vorbereitet · 50\s%$/,
    )
  })

  test.each([
    ['waiting', true],
    ['queued', true],
    ['running', true],
    ['ready', true],
    ['delivered', false],
    ['failed', false],
    ['cancelled', false],
    ['expired', false],
  ] as const)('%s: in progress is %s', (state, expected) => {
    expect(isInProgress(progressOf({ state }))).toBe(expected)
  })
})
