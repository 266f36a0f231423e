import { z } from 'zod'

/** A schema of JSON Schema 2020-12, the dialect of OpenAPI 3.1. */
export type JsonSchema = Readonly<Record<string, unknown>>

export type JsonSchemas = Readonly<Record<string, JsonSchema>>

/** A reference to a schema of the document. */
export function schemaRef(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` }
}

/** Returns a zod schema that refers to nothing, as JSON Schema. */
export function plainSchema(schema: z.ZodType): JsonSchema {
  return withoutDialect(z.toJSONSchema(schema))
}

/**
 * Returns a zod schema as the document's schema `name`. What it defines on the side, because it is
 * recursive or has an id, becomes a schema beside it: in the middle of a document `#/$defs/…` would
 * lead nowhere.
 *
 * @param io whether a client sends it or receives it
 */
export function documentSchemas(name: string, schema: z.ZodType, io: 'input' | 'output') {
  const { $defs = {}, ...main } = withoutDialect(
    z.toJSONSchema(schema, {
      target: 'draft-2020-12',
      io,
      // An app's filters may transform what they get. Any value then stands for what they take.
      unrepresentable: 'any',
      override: ({ zodSchema, jsonSchema }) => {
        // Later versions may return more than this one says.
        if (io === 'output' && isOpenObject(zodSchema)) delete jsonSchema.additionalProperties
      },
    }),
  )
  const nameOf = (definition: string) => `${name}.${definition.replaceAll(/[^\w.-]/g, inHex)}`
  const own = Object.entries($defs).map(([key, value]) => [nameOf(key), relinked(value, nameOf)])
  return { [name]: relinked(main, nameOf), ...Object.fromEntries(own) } as JsonSchemas
}

/** The document says once which dialect all of its schemas have. */
function withoutDialect({ $schema: _, ...schema }: z.core.JSONSchema.BaseSchema) {
  return schema
}

function isOpenObject({ _zod: { def } }: z.core.$ZodTypes): boolean {
  return def.type === 'object' && def.catchall === undefined
}

/** Keywords whose values are data, in which `$ref` is no reference. */
const dataKeywords = new Set(['const', 'default', 'enum', 'examples'])

const definition = '#/$defs/'

/** The schema with its references to definitions turned into those of the document. */
function relinked(schema: unknown, nameOf: (definition: string) => string): unknown {
  if (Array.isArray(schema)) return schema.map((part) => relinked(part, nameOf))
  if (typeof schema !== 'object' || schema === null) return schema
  const entries = Object.entries(schema).map(([key, value]): [string, unknown] => {
    if (dataKeywords.has(key)) return [key, value]
    if (key === '$ref' && typeof value === 'string' && value.startsWith(definition)) {
      return [key, schemaRef(nameOf(unescaped(value.slice(definition.length)))).$ref]
    }
    return [key, relinked(value, nameOf)]
  })
  return Object.fromEntries(entries)
}

/** A key in a JSON Pointer (RFC 6901, section 4). */
function unescaped(key: string): string {
  return key.replaceAll('~1', '/').replaceAll('~0', '~')
}

/** Names of schemas allow few characters (OpenAPI 3.1.1, section 4.8.7.1). */
function inHex(character: string): string {
  return `_${character.charCodeAt(0).toString(16)}`
}
