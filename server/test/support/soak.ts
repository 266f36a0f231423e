/**
 * How often to repeat what only shows in numbers: a few times in `npm test`, as often as promised
 * with `npm run soak`.
 */
export function times(short: number, long: number): number {
  return process.env.SOAK === 'true' ? long : short
}
