import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { TicketReceipt } from '@coatcheck/shared'
import type { DemoRequest } from './api.ts'
import type { Download, Page } from 'playwright-core'

/** A ticket for the page's own browser, bound to its cookie. */
export async function ticketForPage(
  page: Page,
  token: string,
  request: DemoRequest,
): Promise<TicketReceipt> {
  return page.evaluate(
    async ([bearer, body]) => {
      const answer = await fetch('/trpc/export.createTicket', {
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
        body,
      })
      const { result } = (await answer.json()) as { result: { data: TicketReceipt } }
      return result.data
    },
    [token, JSON.stringify(request)],
  )
}

/** Clicks a link to the file, as the page does. */
export async function clickLink(page: Page, receipt: TicketReceipt): Promise<Download> {
  const begun = page.waitForEvent('download')
  await page.evaluate(
    ([url, fileName]) => {
      const link = document.createElement('a')
      link.href = url
      link.download = fileName
      document.body.append(link)
      link.click()
      link.remove()
    },
    [receipt.url, receipt.fileName] as const,
  )
  return begun
}

export async function sha256Of(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
}
