import { defineAsyncComponent, type Component } from 'vue'
import LoadFailed from './LoadFailed.vue'

/**
 * A component whose code is loaded when it is shown. If that fails, it says so, and when it is shown
 * again, it is loaded again.
 */
export function shownLater<Shown extends Component>(
  loader: () => Promise<{ default: Shown }>,
): Shown {
  return defineAsyncComponent<Shown>({ loader, errorComponent: LoadFailed })
}
