import './zodWithoutEval.ts'
import './styles.css'
import { PiniaColada } from '@pinia/colada'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { createApi } from '../api/client.ts'
import { provideApi } from '../api/useApi.ts'
import { usePreferencesStore } from '../preferences/preferencesStore.ts'
import { useSessionStore } from '../session/sessionStore.ts'
import { useLanguageStore } from '../texts/languageStore.ts'
import App from './App.vue'
import { createPageRouter } from './router.ts'

const app = createApp(App)
const pinia = createPinia()

provideApi(
  app,
  createApi({
    token: () => useSessionStore(pinia).freshToken(),
    onRejectedToken: (token) => useSessionStore(pinia).rejectToken(token),
  }),
)
app.use(pinia)
app.use(PiniaColada)

usePreferencesStore(pinia).restore()
const language = useLanguageStore(pinia).restore()
void start()

/** Joins the session of other tabs before the first route, which depends on it. */
async function start(): Promise<void> {
  await useSessionStore(pinia)
    .join()
    .catch(() => {})
  app.use(createPageRouter())
  await language.catch(() => {})
  app.mount('#app')
  const focus = await import('./keepFocus.ts').catch(() => undefined)
  focus?.keepFocus(document.querySelector('#app')!)
}
