import { disposePinia, type Pinia } from 'pinia'

const open = new Set<Pinia>()

/** Has the stores stopped after the test, as a browser does with those of a page that is closed. */
export function closedAfterTest(pinia: Pinia): Pinia {
  open.add(pinia)
  return pinia
}

/** What a store began goes on otherwise, such as a timer, and writes to the next test's storage. */
export function closePages() {
  for (const pinia of open) disposePinia(pinia)
  open.clear()
}
