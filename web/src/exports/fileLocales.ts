/** Languages and regions whose Excel differs in separators, dates or words. */
const usualLocales = [
  'en-US',
  'en-GB',
  'de-DE',
  'de-AT',
  'de-CH',
  'fr-FR',
  'es-ES',
  'it-IT',
  'nl-NL',
  'pl-PL',
  'pt-BR',
]

/** The languages that are offered for a file: those of the page and of the browser first. */
export function fileLocales(own: string, chosen: string): string[] {
  return [...new Set([own, chosen, ...navigator.languages, ...usualLocales])]
}
