import type { Column } from '@coatcheck/shared'
import { shallowRef, watch, type Ref } from 'vue'

/** Column widths are given in characters of Excel's default font. */
const characterPx = 6.4
/** Digits are wider than the mean letter; Excel's widths have about one character of padding. */
const digitPx = 8.7
const numberTypes: readonly Column['type'][] = ['integer', 'number', 'decimal']
const cellPaddingPx = 28
/** Headings are smaller than cells, but bold. */
const headingCharacterPx = 6.8
/** The sort arrow, and the gaps before it and the unit. */
const sortMarkPx = 22
/** The place among several columns that sort, and its gap. */
const sortPlacePx = 12
/** Dates and times are longer here than Excel's short forms. */
const timeWidthsPx: Partial<Record<Column['type'], number>> = {
  date: 124,
  datetime: 190,
  instant: 190,
}

/** Widths that readers may choose: there is always something to grab, and something beside it. */
export const chosenWidthPx = { min: 56, max: 1200 } as const

/** Chosen widths by column id. */
export type ChosenWidths = Readonly<Record<string, number>>

/** The width of a column that was not changed. */
export function usualWidthPx({ width, type, label, unit = '' }: Column): number {
  // A heading has room for its sort arrow. With its place it may take two lines, but breaks no word.
  const longestWord = Math.max(...label.split(/\s+/).map((word) => word.length))
  const headingPx = Math.max(
    (label.length + unit.length) * headingCharacterPx + sortMarkPx,
    (longestWord + unit.length) * headingCharacterPx + sortMarkPx + sortPlacePx,
  )
  const valuesPx = numberTypes.includes(type) ? (width - 1) * digitPx : width * characterPx
  const widestPx = Math.max(valuesPx, headingPx) + cellPaddingPx
  return Math.max(Math.round(widestPx), timeWidthsPx[type] ?? 0)
}

interface KeptWidths {
  widths: Readonly<Ref<ChosenWidths>>
  /** @param widthPx undefined for the usual width */
  setWidth: (column: string, widthPx: number | undefined) => void
}

/** The widths that this browser keeps for a report. */
export function useKeptWidths(report: () => string): KeptWidths {
  const keyOf = () => `coatcheck.widths.${report()}`
  const widths = shallowRef(read(keyOf()))
  watch(report, () => (widths.value = read(keyOf())))
  return {
    widths,
    setWidth(column, widthPx) {
      const others = Object.entries(widths.value).filter(([id]) => id !== column)
      const chosen = widthPx === undefined ? [] : [[column, clamped(widthPx)] as const]
      widths.value = Object.fromEntries([...others, ...chosen])
      localStorage.setItem(keyOf(), JSON.stringify(widths.value))
    },
  }
}

function clamped(widthPx: number): number {
  return Math.round(Math.min(Math.max(widthPx, chosenWidthPx.min), chosenWidthPx.max))
}

/** Anything may be in the storage: only widths are taken. */
function read(key: string): ChosenWidths {
  try {
    const entries = Object.entries(JSON.parse(localStorage.getItem(key) ?? '{}') as object)
    return Object.fromEntries(
      entries.flatMap(([column, width]) =>
        Number.isFinite(width) ? [[column, clamped(width as number)]] : [],
      ),
    )
  } catch {
    return {}
  }
}
