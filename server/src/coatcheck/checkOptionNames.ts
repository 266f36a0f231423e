import { defaultLimits } from '../limits.ts'
import { refuseUnknown, type NamesOf } from '../refuseUnknown.ts'
import type { ReportList } from '../reports/anyReport.ts'
import type { BrowserCookieOptions } from '../download/browserCookie.ts'
import type { SpoolRoomOptions } from '../spool/spoolRoom.ts'
import type { CoatcheckOptions, WorkerOptions } from './coatcheckOptions.ts'

const optionNames: NamesOf<CoatcheckOptions<ReportList>> = {
  reports: true,
  viewer: true,
  database: true,
  mayExport: true,
  workers: true,
  tickets: true,
  progress: true,
  reservations: true,
  files: true,
  audit: true,
  downloadPath: true,
  origin: true,
  cookie: true,
  pageOrigins: true,
  refusalPage: true,
  clientIp: true,
  limits: true,
  spools: true,
  logger: true,
  metrics: true,
}

const cookieNames: NamesOf<BrowserCookieOptions> = { sameSite: true, secure: true, key: true }
const spoolNames: NamesOf<SpoolRoomOptions> = { directory: true, maxBytes: true }
const workerNames: NamesOf<WorkerOptions> = { url: true, data: true }

type OptionsToCheck = Pick<CoatcheckOptions<ReportList>, 'limits' | 'cookie' | 'spools' | 'workers'>

/** @throws Error for a misspelt option of `createCoatcheck`, or one in its groups of options */
export function checkOptionNames(options: OptionsToCheck): void {
  refuseUnknown('createCoatcheck', options, optionNames)
  refuseUnknown('limits of createCoatcheck', options.limits ?? {}, { ...defaultLimits })
  refuseUnknown('cookie of createCoatcheck', options.cookie ?? {}, cookieNames)
  refuseUnknown('spools of createCoatcheck', options.spools ?? {}, spoolNames)
  refuseUnknown('workers of createCoatcheck', options.workers ?? {}, workerNames)
}
