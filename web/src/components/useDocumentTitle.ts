import { watchEffect, type MaybeRefOrGetter, toValue } from 'vue'

/** Keeps the title of the browser's tab: the page's own title, then the name of the app. */
export function useDocumentTitle(title: MaybeRefOrGetter<string>): void {
  watchEffect(() => {
    document.title = `${toValue(title)} · Coatcheck`
  })
}
