/** A whole string, a word that is no JSON, or a run of anything else. */
const token = String.raw`"(?:[^"\\]|\\.)*"|-?(?:NaN|Infinity)|-|[^"NI-]+|[NI]`

/**
 * SQL for a nested value as JSON that any parser takes: DuckDB writes NaN and infinities as bare
 * words, which become strings here.
 */
export function jsonSql(column: string): string {
  const json = `CAST(to_json(${column}) AS VARCHAR)`
  const tokens = `regexp_extract_all(${json}, '${token}')`
  const quoted = `list_transform(${tokens}, lambda token: CASE WHEN token IN ('NaN', 'Infinity', '-Infinity') THEN '"' || token || '"' ELSE token END)`
  return (
    `CASE WHEN contains(${json}, 'NaN') OR contains(${json}, 'Infinity') ` +
    `THEN array_to_string(${quoted}, '') ELSE ${json} END`
  )
}
