import { inject, type App, type InjectionKey } from 'vue'
import type { Api } from './client.ts'

const apiKey: InjectionKey<Api> = Symbol('api')

export function provideApi(app: App, api: Api): void {
  app.provide(apiKey, api)
}

/**
 * The client of the server, for stores and composables.
 *
 * @throws Error if the app provides none
 */
export function useApi(): Api {
  const api = inject(apiKey)
  if (!api) throw new Error('No API was provided to this app.')
  return api
}
