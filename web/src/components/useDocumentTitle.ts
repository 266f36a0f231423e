import { watchEffect, type MaybeRefOrGetter, toValue } from 'vue'

export function useDocumentTitle(title: MaybeRefOrGetter<string>): void {
  watchEffect(() => {
    document.title = `${toValue(title)} · Coatcheck`
  })
}
