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
// Before the first route, which depends on whether someone is signed in.
void useSessionStore(pinia)
  .join()
  .finally(() => app.use(createPageRouter()))
  .finally(() => language)
  .finally(() => app.mount('#app'))
