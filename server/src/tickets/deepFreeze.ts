/** Freezes a tree of plain objects and arrays in place and returns it. */
export function deepFreeze<Value>(value: Value): Readonly<Value> {
  if (typeof value !== 'object' || value === null) return value
  Object.freeze(value)
  for (const child of Object.values(value)) deepFreeze(child)
  return value
}
