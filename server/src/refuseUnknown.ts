import { suggestion } from '@coatcheck/shared'

/** The names of a type's properties, of which the compiler lets none be forgotten. */
export type NamesOf<Type> = Readonly<Record<keyof Type, true>>

/**
 * Refuses a misspelt option, which would otherwise do nothing.
 *
 * @param owner begins the sentence, such as `createCoatcheck`
 * @throws Error that names the options there are
 */
export function refuseUnknown(
  owner: string,
  given: object,
  known: Readonly<Record<string, unknown>>,
): void {
  const names = Object.keys(known)
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(known, name)) continue
    throw new Error(
      `${owner} has no option ${name}.${suggestion(name, names)} Its options: ${names.join(', ')}.`,
    )
  }
}
