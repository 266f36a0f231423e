import { parseArgs } from 'node:util'

const usage = 'npm start -- --data sales.csv'

/** What the command line asks for: the paths behind `--data`, or a sentence on what is wrong. */
export function readCommandLine(
  args: readonly string[],
): { readonly dataPaths: readonly string[] } | { readonly problem: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { data: { type: 'string', multiple: true } },
      allowPositionals: true,
    })
    const [first] = positionals
    if (first !== undefined && values.data === undefined) {
      return { problem: `${first}: put --data before it, as in ${usage}.` }
    }
    // A shell turns `--data *.csv` into many paths.
    const dataPaths = [...(values.data ?? []), ...positionals]
    if (dataPaths.some((path) => path.trim() === '')) return { problem: needsPath }
    return { dataPaths }
  } catch {
    const [option] = args.filter((arg) => arg.startsWith('-') && !arg.startsWith('--data'))
    const unknown = `${option}: there is no such option; use --data with a path, as in ${usage}.`
    return { problem: option === undefined ? needsPath : unknown }
  }
}

const needsPath = `--data: name a Parquet, CSV or TSV file, or a folder of them, as in ${usage}.`
