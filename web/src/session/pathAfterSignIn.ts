/** Where to go after signing in. Only paths of this page: never another host. */
export function pathAfterSignIn(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/'
}
