/** A name of SQL, whatever characters it has. */
export function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A text in SQL, for what cannot be bound. */
export function quotedText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
