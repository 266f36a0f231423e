import { flushPromises, type VueWrapper } from '@vue/test-utils'

/** The panel of one of the report's own filters, open; `days` for its days. */
export interface FilterPanel {
  element: HTMLElement
  /** Types into a field, and leaves it. */
  type: (selector: string, text: string) => Promise<void>
  /** Closes it, as a click on its chip does. */
  close: () => Promise<void>
}

export async function openFilter(wrapper: VueWrapper, id: string): Promise<FilterPanel> {
  await import('../report/filters/FilterPanel.vue')
  const chip = wrapper.get(`[data-field=${id}] [data-testid=filter-button]`)
  await chip.trigger('click')
  await flushPromises()
  const element = document.querySelector<HTMLElement>('[role=dialog]')!
  return {
    element,
    async type(selector, text) {
      const input = element.querySelector<HTMLInputElement>(selector)!
      input.value = text
      input.dispatchEvent(new Event('change'))
      await flushPromises()
    },
    async close() {
      await chip.trigger('click')
      await flushPromises()
    },
  }
}
