import type { ExportProgress } from '@coatcheck/shared'
import type { Texts } from '../texts/en.ts'
import type { Formats } from '../texts/formats.ts'

/** The exports of one day. */
export interface ExportDay {
  /** Of the reader's time zone: the same for all exports of the day. */
  key: string
  label: string
  exports: ExportProgress[]
}

interface Words {
  texts: Texts
  formats: Formats
}

/** Groups exports by the day on which they were asked for, where the reader is; keeps their order. */
export function exportDays(
  exports: readonly ExportProgress[],
  now: Date,
  words: Words,
): ExportDay[] {
  const days = new Map<string, ExportDay>()
  for (const progress of exports) {
    const key = new Date(progress.createdAt).toDateString().replaceAll(' ', '-')
    const day = days.get(key) ?? {
      key,
      label: dayLabel(progress.createdAt, now, words),
      exports: [],
    }
    day.exports.push(progress)
    days.set(key, day)
  }
  return [...days.values()]
}

function dayLabel(iso: string, now: Date, { texts, formats }: Words): string {
  const day = new Date(iso).toDateString()
  if (day === now.toDateString()) return texts.tray.today
  // Not 24 hours ago: some days have 23 or 25.
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1)
  if (day === yesterday.toDateString()) return texts.tray.yesterday
  return formats.date(iso)
}
