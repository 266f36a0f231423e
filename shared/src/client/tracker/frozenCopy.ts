/**
 * A copy of JSON that cannot be changed, nor by changing what it was copied from: a form's state, or
 * what an app got from the server.
 */
export function frozenCopy<Value>(value: Value): Value {
  return copyOf(value) as Value
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map(copyOf))
  if (!isPlainObject(value)) return value
  const entries = Object.entries(value).map(([key, part]) => [key, copyOf(part)] as const)
  return Object.freeze(Object.fromEntries(entries))
}

/** A date, which a transformer of tRPC may carry, stays as it is. */
function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
