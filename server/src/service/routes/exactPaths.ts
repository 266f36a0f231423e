/**
 * Options of every router: a path is served as it is written. A proxy guards paths that way, and
 * `/metrics/` or `/METRICS` must not pass a rule for `/metrics`.
 */
export const exactPaths = { caseSensitive: true, strict: true } as const
