/**
 * The option of each filter, in the order of the filters: `--min-delay` for `minDelay`. None has two
 * meanings: a filter that is written like an option keeps that name; one that would clash with it gets
 * a number; and one that would clash with an option of the command begins with `filter-`.
 *
 * @param ids unique ids of filters
 * @param commonFlags names of options that every report has
 */
export function filterFlags(
  ids: readonly string[],
  commonFlags: Readonly<Record<string, unknown>>,
): Map<string, string> {
  const isCommon = (flag: string) => Object.hasOwn(commonFlags, flag)
  const flags = new Map(
    ids.filter((id) => flagLike(id) === id && !isCommon(id)).map((id) => [id, id]),
  )
  const taken = new Set(flags.values())
  for (const id of ids.filter((other) => !flags.has(other))) {
    const flag = flagLike(id)
    const unique = firstFree(isCommon(flag) ? `filter-${flag}` : flag, taken)
    taken.add(unique)
    flags.set(id, unique)
  }
  return new Map(ids.map((id) => [id, flags.get(id)!]))
}

function firstFree(stem: string, taken: ReadonlySet<string>): string {
  let flag = stem
  for (let count = 2; taken.has(flag); count += 1) flag = `${stem}-${count}`
  return flag
}

function flagLike(id: string): string {
  return (
    id
      .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
      // An equals sign would end the name.
      .replace(/[\s_=]+/g, '-')
      .replace(/^-+/, '')
      .toLowerCase() || 'filter'
  )
}
