/** Where to go after signing in: a path of this page, never another host. */
export function pathAfterSignIn(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/'
}
