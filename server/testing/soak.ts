import { describe, test } from 'vitest'

/** Whether this is `npm run soak`, on a machine that does nothing else. */
export const isSoak = process.env.SOAK === 'true'

/**
 * How often to repeat what only shows in numbers: a few times in `npm test`, as often as promised
 * with `npm run soak`.
 */
export function times(short: number, long: number): number {
  return isSoak ? long : short
}

/** Defines a test that takes long, for `npm run soak` alone; `npm test` has shorter ones of its kind. */
export const longTest = (isSoak ? test : Object.assign(none, { skipIf: () => none })) as typeof test

/** The same for a group of tests. */
export const longDescribe = (isSoak ? describe : none) as typeof describe

function none(): void {}
