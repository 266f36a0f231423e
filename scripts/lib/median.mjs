/** The number in the middle; of an even number of them, the higher one. */
export function median(values) {
  return values.toSorted((one, other) => one - other)[values.length >> 1]
}
