import { ref, toValue, watchEffect, type MaybeRefOrGetter } from 'vue'

/** News that the title begins with, while the tab is hidden; empty for none. */
export const titleNotice = ref('')

/** Keeps the title of the browser's tab: the page's own title, then the name of the app. */
export function useDocumentTitle(title: MaybeRefOrGetter<string>): void {
  watchEffect(() => {
    const notice = titleNotice.value === '' ? '' : `● ${titleNotice.value} · `
    document.title = `${notice}${toValue(title)} · Coatcheck`
  })
}
