import { useTimeoutFn } from '@vueuse/core'
import { ref, type Ref } from 'vue'

export interface Copying {
  copy: (text: string) => Promise<void>
  /** Whether something was copied a moment ago. */
  copied: Readonly<Ref<boolean>>
}

const shownMs = 2000

/** Copies texts, on a page without https too. */
export function useCopy(): Copying {
  const copied = ref(false)
  const { start } = useTimeoutFn(() => (copied.value = false), shownMs, { immediate: false })

  async function copy(text: string) {
    copied.value = (await writeText(text)) || copyThroughField(text)
    start()
  }

  return { copy, copied }
}

async function writeText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // Without https there is no clipboard, and a browser may refuse it.
    return false
  }
}

function copyThroughField(text: string): boolean {
  const field = document.createElement('textarea')
  field.value = text
  field.style.position = 'fixed'
  field.style.opacity = '0'
  document.body.append(field)
  const focused = document.activeElement
  field.select()
  // Deprecated, and the only way there.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const isCopied = document.execCommand('copy')
  field.remove()
  if (focused instanceof HTMLElement) focused.focus()
  return isCopied
}
