import type { ExportRequest, WhereCondition } from '@coatcheck/shared'
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { useLanguageStore } from '../texts/languageStore.ts'
import { useExportsStore } from './exportsStore.ts'
import type { FileChoice } from './fileKinds.ts'
import { ownTimeZone } from './timeZones.ts'
import { useTrayStore } from './trayStore.ts'

/** Which rows and columns are on the screen, and in which order. */
export type ShownRows = Required<Pick<ExportRequest, 'report' | 'filters' | 'sort' | 'columns'>> & {
  where: WhereCondition[]
}

/** The choices of the export dialog. */
export interface ExportChoice extends FileChoice {
  columns: string[]
  timeZone: string
  /** Language and region of the file, as a BCP 47 tag. */
  locale: string
  /** With or without its extension; the server names the file when left out. */
  fileName?: string
}

export interface ExportAction {
  /** Whether an export is being started. */
  busy: Readonly<Ref<boolean>>
  /** Why the last export could not be started; undefined if it could. */
  error: Readonly<ShallowRef<unknown>>
  /** Starts an export and opens the tray. Without a choice: Excel, shown columns, own time zone, language of the page. */
  start: (choice?: Partial<ExportChoice>) => Promise<void>
  /** Shows why an export could not even be begun. */
  fail: (reason: unknown) => void
  /** Clears the error. */
  dismiss: () => void
}

/** Exports the rows on the screen, in the same order and columns. */
export function useExportAction(shown: Readonly<Ref<ShownRows>>): ExportAction {
  const exports = useExportsStore()
  const tray = useTrayStore()
  const language = useLanguageStore()
  const busy = ref(false)
  const error = shallowRef<unknown>()

  async function start(choice: Partial<ExportChoice> = {}) {
    if (busy.value) return
    busy.value = true
    error.value = undefined
    try {
      const { report, filters, where, sort, columns } = shown.value
      await exports.start({
        report,
        filters,
        ...(where.length > 0 && { where }),
        sort,
        columns: choice.columns ?? columns,
        format: choice.format ?? 'xlsx',
        locale: choice.locale ?? language.locale,
        ...(choice.csvDialect === undefined ? {} : { csvDialect: choice.csvDialect }),
        timeZone: choice.timeZone ?? ownTimeZone(),
        ...(choice.fileName === undefined ? {} : { fileName: choice.fileName }),
      })
      tray.isOpen = true
    } catch (thrown) {
      error.value = thrown
    } finally {
      busy.value = false
    }
  }

  return {
    busy,
    error,
    start,
    fail: (reason) => (error.value = reason),
    dismiss: () => (error.value = undefined),
  }
}
