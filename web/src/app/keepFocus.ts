const focusable =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), ' +
  'textarea:not(:disabled), summary, [tabindex]:not([tabindex="-1"])'

/** Where an element was when it was removed. */
interface Gap {
  parent: Element
  /** What followed it; null if it was the last. */
  next: Node | null
}

/**
 * Browsers drop the focus when its element is removed or disabled, and the keyboard then begins at
 * the top of the page. This moves it to what is next to it instead, and back to a disabled element
 * once that is enabled again. Parts of the page that move the focus themselves come first.
 *
 * @param root the page; what opens above it (menus, dialogs) is beside it in the document
 */
export function keepFocus(root: Element): void {
  /** What had the focus last, also inside of the page, which dialogs return it to. */
  let focused: Element | null = document.activeElement
  let focusedInRoot = focused
  /** The disabled element that gets the focus back, while its place holder has it. */
  let awaited: { element: HTMLElement; holder: Element } | undefined
  const gaps = new Map<Element, Gap>()

  function noteFocus({ target }: FocusEvent) {
    if (!(target instanceof Element)) return
    if (target !== awaited?.holder) awaited = undefined
    focused = target
    if (root.contains(target)) focusedInRoot = target
    gaps.clear()
  }

  /** A click beside all controls drops the focus as people expect. */
  function notePress({ target }: Event) {
    if (
      target instanceof Element &&
      !target.closest(`${focusable}, [tabindex], label, :disabled`)
    ) {
      focused = focusedInRoot = null
    }
  }

  function noteGaps(changes: MutationRecord[]) {
    for (const { target, removedNodes, nextSibling } of changes) {
      for (const node of removedNodes) {
        for (const lost of [focused, focusedInRoot]) {
          if (!lost || !node.contains(lost) || !(target instanceof Element)) continue
          const known = gaps.get(lost)
          if (!known?.parent.isConnected) gaps.set(lost, { parent: target, next: nextSibling })
        }
      }
    }
  }

  function restore() {
    const { activeElement } = document
    if (awaited) {
      const { element, holder } = awaited
      if (activeElement === holder && !element.matches(':disabled')) {
        element.focus()
        return
      }
    }
    if (activeElement && activeElement !== document.body && !activeElement.matches(':disabled')) {
      return
    }
    for (const lost of [focused, focusedInRoot]) if (lost && focusNear(lost)) return
  }

  /** @returns whether something has the focus */
  function focusNear(lost: Element): boolean {
    if (lost instanceof HTMLElement && lost.isConnected) {
      if (lost.matches(':disabled') && lost.parentElement) {
        awaited = { element: lost, holder: lost.parentElement }
        hold(lost.parentElement)
      } else lost.focus()
      return document.activeElement === lost || awaited?.element === lost
    }
    const gap = gaps.get(lost)
    if (!gap?.parent.isConnected || gap.parent === document.body) return false
    const near = nearest(gap)
    if (near) near.focus()
    else hold(gap.parent)
    return true
  }

  new MutationObserver((changes) => {
    noteGaps(changes)
    // Not at once: dialogs and lists give the focus back a moment after they have changed.
    setTimeout(restore)
  }).observe(document.body, { subtree: true, childList: true, attributeFilter: ['disabled'] })
  document.addEventListener('focusin', noteFocus)
  document.addEventListener('pointerdown', notePress)
}

/** The first control after a gap, or else the last one before it. */
function nearest({ parent, next }: Gap): HTMLElement | undefined {
  const controls = [...parent.querySelectorAll<HTMLElement>(focusable)].filter(isShown)
  if (!next?.isConnected) return controls.at(-1)
  const isAfter = (control: Element) =>
    next.contains(control) ||
    (next.compareDocumentPosition(control) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0
  return controls.find(isAfter) ?? controls.at(-1)
}

function isShown(element: Element): boolean {
  return element.getClientRects().length > 0
}

/** Focuses what is no control, so that the next Tab leads to the control after this place. */
function hold(element: Element) {
  if (!(element instanceof HTMLElement)) return
  if (!element.hasAttribute('tabindex')) element.tabIndex = -1
  element.focus({ preventScroll: true })
}
