import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { useRouter } from 'vue-router'
import { storedSession } from '../session/storedSession.ts'
import { signedIn } from '../testing/exports.ts'
import { mountWith } from '../testing/mountWith.ts'
import { flights } from '../testing/outlines.ts'
import ReportSwitcher from './ReportSwitcher.vue'

const reportsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    ...flights,
    id: `report-${index}`,
    title: index === 9 ? 'Übersicht' : `Report ${index}`,
  }))

async function switcher(count: number) {
  storedSession.write(signedIn)
  await import('./ReportMenu.vue')
  const router: { current?: ReturnType<typeof useRouter> } = {}
  const Page = {
    components: { ReportSwitcher },
    setup: () => void (router.current = useRouter()),
    template: '<ReportSwitcher />',
  }
  const wrapper = await mountWith(Page, {
    api: { report: { list: { query: async () => reportsOf(count) } } },
    path: '/reports/report-1',
  })
  await flushPromises()
  return { wrapper, router: router.current! }
}

const links = () => [...document.querySelectorAll<HTMLAnchorElement>('[role=dialog] a')]
const titles = () => links().map((link) => link.textContent.trim())

async function openMenu(count: number) {
  const opened = await switcher(count)
  await opened.wrapper.get('[data-testid=report-menu]').trigger('click')
  await flushPromises()
  const search = document.querySelector<HTMLInputElement>('[role=dialog] input')
  return {
    ...opened,
    search,
    async type(text: string) {
      search!.value = text
      search!.dispatchEvent(new Event('input'))
      await flushPromises()
    },
    press: async (target: Element, key: string) => {
      target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
      await flushPromises()
    },
  }
}

describe('the choice of a report', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  test('is a row of links for a few', async () => {
    const { wrapper } = await switcher(3)
    expect(wrapper.findAll('li a').map((link) => link.text())).toEqual([
      'Report 0',
      'Report 1',
      'Report 2',
    ])
    expect(wrapper.find('[data-testid=report-menu]').exists()).toBe(false)
  })

  test('is a menu of links for many, with a search that ignores accents', async () => {
    const { wrapper, type } = await openMenu(14)
    expect(wrapper.get('[data-testid=report-menu]').text()).toBe('Report 1')
    expect(links()).toHaveLength(14)
    expect(links()[2]!.getAttribute('href')).toBe('/reports/report-2')
    await type('uber')
    expect(titles()).toEqual(['Übersicht'])
    await type('zzz')
    expect(document.querySelector('[role=dialog] [role=status]')?.textContent.trim()).toBe(
      'No report found',
    )
  })

  test('opens the first that is found at Enter, and closes', async () => {
    const { router, search, type, press } = await openMenu(14)
    await press(search!, 'Enter')
    expect(router.currentRoute.value.fullPath).toBe('/reports/report-1')
    await type('uber')
    await press(search!, 'Enter')
    expect(router.currentRoute.value.fullPath).toBe('/reports/report-9')
    expect(document.querySelector('[role=dialog]')).toBeNull()
  })

  test('leads through the links by arrow keys', async () => {
    const { search, press } = await openMenu(14)
    await press(search!, 'ArrowDown')
    expect(document.activeElement).toBe(links()[0])
    await press(links()[0]!, 'ArrowDown')
    await press(links()[1]!, 'ArrowUp')
    await press(links()[0]!, 'ArrowUp')
    expect(document.activeElement).toBe(search)
  })

  test('is a menu on a narrow screen, without a search for a few', async () => {
    vi.spyOn(window, 'matchMedia').mockImplementation((media) =>
      Object.assign(new EventTarget() as MediaQueryList, {
        media,
        matches: media.includes('max-width'),
      }),
    )
    const { search } = await openMenu(3)
    expect(search).toBeNull()
    expect(titles()).toEqual(['Report 0', 'Report 1', 'Report 2'])
  })
})
