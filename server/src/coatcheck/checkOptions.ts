import type { ReportList } from '../reports/anyReport.ts'
import { checkKey } from '../tickets/checkKey.ts'
import { checkOptionNames } from './checkOptionNames.ts'
import { checkWorkers } from './checkWorkers.ts'
import type { CoatcheckOptions } from './coatcheckOptions.ts'

/**
 * Refuses options that would only fail at the first export.
 *
 * @throws Error
 */
export function checkOptions<Reports extends ReportList, Own extends object>(
  options: CoatcheckOptions<Reports, Own>,
): void {
  checkOptionNames(options)
  if (options.reports.length === 0) {
    throw new Error('createCoatcheck needs at least one report: reports is empty.')
  }
  const queried = options.reports.find((report) => !('rows' in report))
  if (queried && !options.database) {
    throw new Error(
      `The report ${queried.description.id} is a query: give createCoatcheck its database.`,
    )
  }
  const path = options.downloadPath
  if (path !== undefined && !/^(\/[\w.~-]+)+$/.test(path)) {
    throw new Error(`downloadPath must be a path like /export/download, not ${path}`)
  }
  const { origin = '', refusalPage } = options
  if (origin !== '' && !isOrigin(origin)) {
    throw new Error(`origin must be like https://api.example.com, without a path, not ${origin}`)
  }
  if (refusalPage !== undefined && typeof refusalPage !== 'function') {
    throw new Error('refusalPage must be a function that returns HTML.')
  }
  if (options.workers) checkWorkers(options.workers)
  for (const page of options.pageOrigins ?? []) {
    if (isOrigin(page)) continue
    throw new Error(`pageOrigins must be origins like https://app.example.com, not ${page}`)
  }
  checkKey('cookie.key', options.cookie?.key)
  for (const [name, value] of Object.entries(options.limits ?? {})) {
    if (Number.isFinite(value) && value >= 0) continue
    throw new Error(`limits.${name} must be a number of 0 or more, not ${value}`)
  }
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text
}
