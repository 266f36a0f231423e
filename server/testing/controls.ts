import type { Page } from 'playwright-core'

/** A control of the page: how it can be found again after the page has changed. */
export interface Control {
  /** What it is called, and what it is. */
  readonly key: string
  /** Which one of those with the same key. */
  readonly place: number
}

const inReach = 'a[href], button, input, select, textarea, summary, [tabindex="0"]'

/** The controls that the keyboard reaches in a part of the page, in their order. */
export function controlsIn(page: Page, part: string): Promise<Control[]> {
  return page.evaluate(
    ([root, selector]) => {
      const counts = new Map<string, number>()
      return [...document.querySelectorAll<HTMLElement>(`${root} :is(${selector})`)]
        .filter((element) => element.tabIndex >= 0 && !element.matches(':disabled'))
        .filter((element) => element.getClientRects().length > 0)
        .map((element) => {
          const name = element.ariaLabel ?? element.textContent.trim().slice(0, 40)
          const key = [element.tagName, element.getAttribute('type') ?? '', name].join(' ')
          const place = counts.get(key) ?? 0
          counts.set(key, place + 1)
          return { key, place }
        })
    },
    [part, inReach] as const,
  )
}

/** Moves the focus to a control. @returns whether it is still there */
export function focusOn(page: Page, part: string, { key, place }: Control): Promise<boolean> {
  return page.evaluate(
    ([root, selector, wanted, index]) => {
      const found = [...document.querySelectorAll<HTMLElement>(`${root} :is(${selector})`)].filter(
        (element) => {
          const name = element.ariaLabel ?? element.textContent.trim().slice(0, 40)
          const own = [element.tagName, element.getAttribute('type') ?? '', name].join(' ')
          return own === wanted && element.getClientRects().length > 0
        },
      )[index]
      found?.focus()
      return found !== undefined && document.activeElement === found
    },
    [part, inReach, key, place] as const,
  )
}
