/**
 * What Excel calls FALSE and TRUE in its language, as Microsoft translates these two functions
 * (https://support.microsoft.com, "TRUE function" in each language). Others say FALSE and TRUE.
 */
const booleans: Readonly<Record<string, readonly [string, string]>> = {
  cs: ['NEPRAVDA', 'PRAVDA'],
  da: ['FALSK', 'SAND'],
  de: ['FALSCH', 'WAHR'],
  es: ['FALSO', 'VERDADERO'],
  fi: ['EPÄTOSI', 'TOSI'],
  fr: ['FAUX', 'VRAI'],
  hu: ['HAMIS', 'IGAZ'],
  it: ['FALSO', 'VERO'],
  nb: ['USANN', 'SANN'],
  nl: ['ONWAAR', 'WAAR'],
  nn: ['USANN', 'SANN'],
  no: ['USANN', 'SANN'],
  pl: ['FAŁSZ', 'PRAWDA'],
  pt: ['FALSO', 'VERDADEIRO'],
  ru: ['ЛОЖЬ', 'ИСТИНА'],
  sv: ['FALSKT', 'SANT'],
  tr: ['YANLIŞ', 'DOĞRU'],
}

/** False and true in the language of the locale. */
export function excelBooleans(locale: string): readonly [string, string] {
  return booleans[new Intl.Locale(locale).language] ?? ['FALSE', 'TRUE']
}
