import { startDownload } from '@coatcheck/shared/client'
import { afterEach, expect, test, vi } from 'vitest'

const receipt = { url: '/export/download?ticket=t', fileName: 'flights.xlsx' }

afterEach(() => {
  vi.restoreAllMocks()
})

/** The address of the link that was clicked, and the name that it suggests. */
function clickedBy(start: () => void): [string, string] {
  const clicked: [string, string][] = []
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    clicked.push([this.getAttribute('href') ?? '', this.download])
  })
  start()
  expect(document.querySelector('a')).toBeNull()
  return clicked[0]!
}

test('a download starts by a link on the page’s own site', () => {
  expect(clickedBy(() => startDownload(receipt))).toEqual([receipt.url, 'flights.xlsx'])
})

test('a download starts by a link on the site of the API', () => {
  const elsewhere = clickedBy(() => startDownload(receipt, { apiUrl: 'https://api.example.com/' }))
  expect(elsewhere[0]).toBe('https://api.example.com/export/download?ticket=t')
})
