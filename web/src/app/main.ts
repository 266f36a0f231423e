import './zodWithoutEval.ts'
import './styles.css'
import { PiniaColada } from '@pinia/colada'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { createApi } from '../api/client.ts'
import { provideApi } from '../api/useApi.ts'
import App from './App.vue'
import { createPageRouter } from './router.ts'
import { usePreferences } from '../preferences/preferencesStore.ts'
import { useSession } from '../session/sessionStore.ts'

const app = createApp(App)
const pinia = createPinia()

provideApi(
  app,
  createApi({
    token: () => useSession(pinia).freshToken(),
    onRejectedToken: (token) => useSession(pinia).rejectToken(token),
  }),
)
app.use(pinia)
app.use(PiniaColada)
app.use(createPageRouter())

void usePreferences(pinia)
  .restore()
  .finally(() => app.mount('#app'))
