import type { TicketReceipt } from '../ticketReceipt.ts'

/**
 * Hands the ticket over as a plain navigation, so that the browser's own download manager takes
 * the file. The `download` attribute keeps the page where it is even when the server answers
 * with an error: such a download is marked as failed and the page must say why.
 */
export function startDownload(receipt: Pick<TicketReceipt, 'url' | 'fileName'>): void {
  const link = document.createElement('a')
  link.href = receipt.url
  link.download = receipt.fileName
  link.rel = 'noreferrer'
  link.hidden = true
  document.body.append(link)
  link.click()
  link.remove()
}
