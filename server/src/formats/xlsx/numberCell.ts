import { dayMs, epochMsMax, excelIntegerMax } from '@coatcheck/shared'
import { isoDay, isoOffset, isoWallClock } from '../isoTime.ts'
import type { ZoneClock } from '../zoneClock.ts'
import type { ColumnPlan } from './columnPlan.ts'
import { serialOf } from './dateSerial.ts'
import { inlineCellXml } from './textCell.ts'

/**
 * The XML of a value's cell after `<c r="B2"`, such as ` s="1"><v>33</v></c>`; empty when there is no
 * cell.
 */
export function numberCellXml(value: number | bigint, plan: ColumnPlan, clock: ZoneClock): string {
  if (typeof value === 'bigint') return bigIntCellXml(value, plan)
  if (!Number.isFinite(value)) return ''
  switch (plan.type) {
    case 'number':
      return valueCellXml(value, plan)
    case 'integer':
      if (Math.abs(value) <= excelIntegerMax || !Number.isInteger(value)) {
        return valueCellXml(value, plan)
      }
      return inlineCellXml(String(BigInt(value)), plan)
    case 'boolean':
      return ` s="${plan.style}" t="b"><v>${value === 0 ? 0 : 1}</v></c>`
    case 'date':
      return wallClockCellXml(Math.floor(value) * dayMs, plan) ?? inlineOrNone(isoDay(value), plan)
    case 'datetime':
      return wallClockCellXml(value, plan) ?? inlineOrNone(isoWallClock(value), plan)
    case 'instant':
      return instantCellXml(value, plan, clock)
    default:
      return inlineCellXml(String(value), plan)
  }
}

function bigIntCellXml(value: bigint, plan: ColumnPlan): string {
  const exact = value <= excelIntegerMax && value >= -excelIntegerMax
  return exact ? valueCellXml(Number(value), plan) : inlineCellXml(String(value), plan)
}

function instantCellXml(utcMs: number, plan: ColumnPlan, clock: ZoneClock): string {
  if (Math.abs(utcMs) > epochMsMax) return ''
  const offsetMs = clock.offsetMs(utcMs)
  const cell = wallClockCellXml(utcMs + offsetMs, plan)
  if (cell !== null) return cell
  const text = isoWallClock(utcMs + offsetMs)
  return inlineOrNone(text && text + isoOffset(offsetMs), plan)
}

/** Null where Excel has no serial for the time. */
function wallClockCellXml(wallClockMs: number, plan: ColumnPlan): string | null {
  const serial = serialOf(wallClockMs)
  return serial === null ? null : valueCellXml(serial, plan)
}

function inlineOrNone(text: string | null, plan: ColumnPlan): string {
  return text === null ? '' : inlineCellXml(text, plan)
}

function valueCellXml(value: number, plan: ColumnPlan): string {
  return ` s="${plan.style}"><v>${value}</v></c>`
}
