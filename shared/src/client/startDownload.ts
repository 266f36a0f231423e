import type { TicketReceipt } from '../ticketReceipt.ts'

/**
 * Hands the ticket over as a plain navigation, so that the browser's own download manager takes
 * the file. The `download` attribute keeps the page where it is even when the server answers
 * with an error: such a download is marked as failed and the page must say why.
 *
 * `apiUrl` is for a page that is not served by the API: tickets' addresses may be relative to it.
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
