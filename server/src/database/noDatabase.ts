import type { Database } from './database.ts'

/** For apps whose reports all yield their rows themselves. */
export function noDatabase(): Database {
  return {
    async *stream() {
      throw new Error('There is no database for this query.')
    },
    close: async () => {},
  }
}
