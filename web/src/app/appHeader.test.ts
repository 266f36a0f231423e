import type { ExportProgress, Viewer } from '@coatcheck/shared'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { describe, expect, test, vi } from 'vitest'
import { useTrayStore } from '../exports/trayStore.ts'
import { storedSession } from '../session/storedSession.ts'
import { chunkMsMax } from '../testing/chunk.ts'
import { progressOf, signedIn } from '../testing/exports.ts'
import { mountWith } from '../testing/mountWith.ts'
import AppHeader from './AppHeader.vue'
import { listReports } from '../testing/outlines.ts'

interface Shown {
  viewer?: Viewer
  exports?: ExportProgress[]
  /** Which rows the viewer may see of the reports. */
  scope?: string | undefined
}

async function header({ viewer = signedIn.viewer, exports = [progressOf()], scope }: Shown = {}) {
  storedSession.write({ ...signedIn, viewer })
  const pinia = createPinia()
  const signOut = vi.fn(async () => undefined)
  const listScoped = async (input: { locale: string }) =>
    (await listReports(input)).map((report) => ({
      ...report,
      ...(scope !== undefined && { scope }),
    }))
  // What the page loads after its first part.
  await import('./AccountMenu.vue')
  const wrapper = await mountWith(AppHeader, {
    pinia,
    api: {
      report: { list: { query: listScoped } },
      session: { signOut: { mutate: signOut } },
      export: {
        list: { query: async () => exports },
        watch: { subscribe: () => ({ unsubscribe() {} }) },
      },
    },
  })
  await flushPromises()
  return { wrapper, signOut, tray: useTrayStore(pinia), openMenu: () => openMenu(wrapper) }
}

async function openMenu(wrapper: VueWrapper) {
  await wrapper.get('[data-testid=account-menu]').trigger('keydown', { key: 'Enter' })
  await flushPromises()
  const items = () => wrapper.findAll('[role=menuitem], [role=menuitemradio]')
  return {
    text: () => wrapper.get('[role=menu]').text(),
    items,
    item: (label: string) => items().find((item) => item.text() === label)!,
    chosen: () =>
      items()
        .filter((item) => item.attributes('aria-checked') === 'true')
        .map((item) => item.text()),
  }
}

describe('the report switcher', () => {
  test('links to each report, and marks the open one', async () => {
    const { wrapper } = await header()
    const links = wrapper.findAll('[data-testid=report-switcher] a')
    expect(links.map((link) => [link.text(), link.attributes('href')])).toEqual([
      ['Flights', '/reports/flights'],
      ['Bird strikes', '/reports/bird-strikes'],
      ['Strike costs', '/reports/strike-costs'],
    ])
    expect(links.map((link) => link.attributes('aria-current'))).toEqual([
      'page',
      undefined,
      undefined,
    ])
  })
})

describe('the button of the tray', () => {
  test('shows how many exports are in progress, and whether the tray is open', async () => {
    const { wrapper, tray } = await header()
    const button = wrapper.get('[data-testid=tray-button]')
    expect(button.attributes()).toMatchObject({
      'aria-label': 'Exports: 1 in progress',
      'aria-expanded': 'false',
    })
    tray.isOpen = true
    await flushPromises()
    expect(button.attributes('aria-expanded')).toBe('true')
    await button.trigger('click')
    expect(wrapper.emitted('tray')).toHaveLength(1)
  })

  test('has no badge if nothing is in progress', async () => {
    const { wrapper } = await header({ exports: [progressOf({ state: 'delivered' })] })
    const button = wrapper.get('[data-testid=tray-button]')
    expect(button.attributes()).toMatchObject({
      'aria-label': 'Exports',
      'aria-controls': 'export-tray',
    })
    expect(button.text()).toBe('')
  })
})

describe('the account menu', () => {
  test('says who is signed in, and which rows of the report they may see', async () => {
    const menu = await (await header({ scope: 'Airports SEA' })).openMenu()
    expect(menu.text()).toContain('Network analyst')
    expect(menu.text()).toContain('Sees only: Airports SEA')
  })

  test.each([undefined, ''])('says nothing of rows without words for them: %j', async (scope) => {
    const seattle = { kind: 'airports', airports: ['SEA'] }
    const menu = await (
      await header({ scope, viewer: { ...signedIn.viewer, scope: seattle } })
    ).openMenu()
    expect(menu.text()).toContain('Network analyst')
    expect(menu.text()).not.toContain('Sees')
  })

  test('changes the theme, stays open, and keeps the choice', async () => {
    const { openMenu: open } = await header()
    const menu = await open()
    expect(menu.chosen()).toEqual(['System', 'English'])
    await menu.item('Dark').trigger('click')
    expect(document.documentElement.dataset.theme).toBe('dark')
    expect(localStorage.getItem('coatcheck.theme')).toBe('dark')
    expect(menu.chosen()).toEqual(['Dark', 'English'])
  })

  test('groups its choices', async () => {
    const { openMenu: open, wrapper } = await header()
    await open()
    const groups = wrapper.findAll('[role=menu] [role=group]')
    expect(groups.map((group) => group.attributes('aria-label'))).toEqual(['Theme', 'Language'])
  })

  test('changes the language of the whole page', async () => {
    const { openMenu: open, wrapper } = await header()
    const menu = await open()
    expect(menu.item('Deutsch').attributes('lang')).toBe('de')
    await menu.item('Deutsch').trigger('click')
    const switcher = wrapper.get('[data-testid=report-switcher]')
    await vi.waitFor(() => expect(switcher.get('a').text()).toBe('Flüge'), chunkMsMax)
    expect(document.documentElement.lang).toBe('de')
    expect(menu.item('Abmelden').exists()).toBe(true)
  })

  test('opens the list of shortcuts', async () => {
    const { openMenu: open, wrapper } = await header()
    const menu = await open()
    await menu.item('Keyboard shortcuts').trigger('click')
    expect(wrapper.emitted('shortcuts')).toHaveLength(1)
  })

  test('signs out', async () => {
    const { openMenu: open, signOut } = await header()
    const menu = await open()
    await menu.item('Sign out').trigger('click')
    await flushPromises()
    expect(signOut).toHaveBeenCalledOnce()
    expect(storedSession.read()).toBeNull()
  })
})
