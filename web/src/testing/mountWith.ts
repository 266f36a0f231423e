import { PiniaColada } from '@pinia/colada'
import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, type Pinia } from 'pinia'
import { createApp, type Component } from 'vue'
import { createMemoryHistory } from 'vue-router'
import type { Api } from '../api/client.ts'
import { provideApi } from '../api/useApi.ts'
import { createPageRouter } from '../app/router.ts'
import { closedAfterTest } from './pages.ts'

export interface Mounting {
  props?: Record<string, unknown>
  /** The calls that the component makes; any other call fails. */
  api?: unknown
  path?: string
  pinia?: Pinia
  /** Stubs, by the name of the component that they replace. */
  stubs?: Record<string, Component>
}

/** Mounts a component with its own stores and router, and a fake server. */
export async function mountWith(
  component: Component,
  {
    props = {},
    api = {},
    path = '/reports/flights',
    pinia = createPinia(),
    stubs = {},
  }: Mounting = {},
): Promise<VueWrapper> {
  const router = createPageRouter(createMemoryHistory())
  const wrapper = mount(component, {
    props,
    attachTo: document.body,
    global: {
      plugins: [
        { install: (app) => provideApi(app, api as Api) },
        closedAfterTest(pinia),
        PiniaColada,
        router,
      ],
      stubs,
    },
  })
  await router.push(path)
  return wrapper
}

/** Stores without a component, with a fake server. */
export function pageStores(api: unknown): Pinia {
  const app = createApp({})
  const pinia = closedAfterTest(createPinia())
  provideApi(app, api as Api)
  app.use(pinia)
  return pinia
}
