// What zod's schemas need to describe themselves as JSON Schema, which the page never asks of them:
// 8 KB of its first load (gzip). vite.config.ts puts this file in the place of zod's.

/** The bounds of a schema, which only its `minLength` and the like read. */
export function aggregateChecks(): object {
  return {}
}

/** Read with `~standard`, whose other parts work. */
export function createStandardJSONSchemaMethod(): () => never {
  return neverCalled
}

function neverCalled(): never {
  throw new Error('The page has no JSON Schema.')
}

export {
  neverCalled as allProcessors,
  neverCalled as createToJSONSchemaMethod,
  neverCalled as extractDefs,
  neverCalled as finalize,
  neverCalled as handleUnrepresentable,
  neverCalled as initializeContext,
  neverCalled as processSchema,
  neverCalled as toJSONSchema,
}
