/** A name in SQL, which may have any characters. */
export function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A text in SQL, for where values cannot be bound. */
export function quotedText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
