// What a client of that app writes. It has no mistakes.
import { saveExport, startDownload, type SavedExport } from '@coatcheck/shared/client'
import { createTRPCClient, httpLink } from '@trpc/client'
import type { AppRouter } from './app.ts'

export function clientOf(url: string, token: string) {
  const headers = { authorization: `Bearer ${token}` }
  return createTRPCClient<AppRouter>({ links: [httpLink({ url: `${url}/trpc`, headers })] })
}

export async function saleIds(url: string): Promise<readonly unknown[]> {
  const { columns, rowCount } = await clientOf(url, 'good').reports.report.page.query({
    report: 'sales',
    filters: { product: 'tea' },
    columns: ['id'],
    offset: 0,
    limit: 3,
  })
  return rowCount === 3 ? (columns.id ?? []) : []
}

/** The one place where a client turns a request into a file. */
export function saveSales(url: string, file: string, format: 'xlsx' | 'csv'): Promise<SavedExport> {
  return saveExport(
    clientOf(url, 'good').reports,
    { report: 'sales', filters: { product: 'tea' }, columns: ['product', 'id'], format },
    file,
    { url },
  )
}

/** In a browser. */
export const download: typeof startDownload = startDownload
