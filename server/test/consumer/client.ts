// What a client of that app writes. It has no mistakes.
import { ticketReceiptSchema } from '@coatcheck/shared'
import { startDownload } from '@coatcheck/shared/client'
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
export async function fetchSales(url: string, format: 'xlsx' | 'csv'): Promise<Uint8Array> {
  const receipt = await clientOf(url, 'good').reports.export.createTicket.mutate({
    report: 'sales',
    filters: { product: 'tea' },
    columns: ['product', 'id'],
    format,
  })
  ticketReceiptSchema.parse(receipt)
  const response = await fetch(url + receipt.url)
  if (!response.ok) throw new Error(`The download was answered with ${response.status}.`)
  return new Uint8Array(await response.arrayBuffer())
}

/** In a browser. */
export const download: typeof startDownload = startDownload
