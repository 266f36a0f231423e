import { vi } from 'vitest'

/**
 * Keeps links from being followed, until mocks are restored.
 *
 * @returns the address of each link that is clicked, as it is written
 */
export function clickedLinks(): string[] {
  const clicked: string[] = []
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    clicked.push(this.getAttribute('href') ?? '')
  })
  return clicked
}
