import { build } from '../lib/build.mjs'

/** Tests over HTTP run the built product, so that `vitest run` alone works after an edit. */
export async function setup() {
  const failure = await build()
  if (failure !== null) throw new Error(failure)
}
