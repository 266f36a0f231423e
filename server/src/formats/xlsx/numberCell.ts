import { dayMs, epochMsMax, excelIntegerMax } from '@coatcheck/shared'
import { isoDay, isoInstant, isoOffset, isoWallClock } from '../isoTime.ts'
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
  if (Number.isNaN(value)) return ''
  switch (plan.type) {
    case 'number':
      return Number.isFinite(value) ? valueCellXml(value, plan) : ''
    case 'integer':
      if (!Number.isFinite(value)) return ''
      if (Math.abs(value) <= excelIntegerMax || !Number.isInteger(value)) {
        return valueCellXml(value, plan)
      }
      return inlineCellXml(String(BigInt(value)), plan)
    case 'boolean':
      return ` s="${plan.style}" t="b"><v>${value === 0 ? 0 : 1}</v></c>`
    case 'date':
      return dayCellXml(value, plan)
    case 'datetime':
      return wallClockCellXml(value, plan) ?? inlineCellXml(isoWallClock(value), plan)
    case 'instant':
      return instantCellXml(value, plan, clock)
    default:
      return inlineCellXml(String(value), plan)
  }
}

/** Whether the cell of a number of this column became a text, to keep all of its digits. */
export function isTextNumber(xml: string, { type }: ColumnPlan): boolean {
  return type === 'integer' && xml.endsWith('</t></is></c>')
}

function bigIntCellXml(value: bigint, plan: ColumnPlan): string {
  const exact = value <= excelIntegerMax && value >= -excelIntegerMax
  return exact ? valueCellXml(Number(value), plan) : inlineCellXml(String(value), plan)
}

function dayCellXml(day: number, plan: ColumnPlan): string {
  return wallClockCellXml(Math.floor(day) * dayMs, plan) ?? inlineCellXml(isoDay(day), plan)
}

function instantCellXml(utcMs: number, plan: ColumnPlan, clock: ZoneClock): string {
  // No zone has an offset there.
  if (Math.abs(utcMs) > epochMsMax) return inlineCellXml(isoInstant(utcMs), plan)
  const offsetMs = clock.offsetMs(utcMs)
  const cell = wallClockCellXml(utcMs + offsetMs, plan)
  if (cell !== null) return cell
  return inlineCellXml(isoWallClock(utcMs + offsetMs) + isoOffset(offsetMs), plan)
}

/** Null where Excel has no serial for the time. */
function wallClockCellXml(wallClockMs: number, plan: ColumnPlan): string | null {
  const serial = serialOf(wallClockMs)
  return serial === null ? null : valueCellXml(serial, plan)
}

function valueCellXml(value: number, plan: ColumnPlan): string {
  return ` s="${plan.style}"><v>${value}</v></c>`
}
