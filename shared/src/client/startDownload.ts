import type { TicketReceipt } from '../ticketReceipt.ts'

/**
 * Starts the browser's own download of an export, by a plain navigation with its ticket. If the
 * server responds with an error, the page stays and the browser marks the download as failed
 * without a reason: show it from `export.watch`.
 *
 * @param receipt what `export.createTicket` returned
 * @param options.apiUrl base address of the API; the page's own origin by default
 * @throws TypeError when `apiUrl` is not a valid address
 */
export function startDownload(
  receipt: Pick<TicketReceipt, 'url' | 'fileName'>,
  { apiUrl }: { readonly apiUrl?: string | URL } = {},
): void {
  const link = document.createElement('a')
  link.href = apiUrl === undefined ? receipt.url : new URL(receipt.url, apiUrl).href
  link.download = receipt.fileName
  link.rel = 'noreferrer'
  link.hidden = true
  document.body.append(link)
  link.click()
  link.remove()
}
