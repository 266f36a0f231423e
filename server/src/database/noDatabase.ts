import type { Database } from './database.ts'

/** For reports that bring their rows themselves. */
export function noDatabase(): Database {
  return {
    async *stream() {
      throw new Error('There is no database to ask.')
    },
    close: async () => {},
  }
}
