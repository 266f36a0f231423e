import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020'
import formats from 'ajv-formats'
import type { OpenApiDocument } from '../document.ts'

// A CommonJS module, whose types take it for one of ES.
const addFormats = formats as unknown as (ajv: Ajv2020) => void

/** Checks values by the schemas of a document; `strict` refuses what a schema does not name. */
export function schemasOf(document: OpenApiDocument, { strict = false } = {}) {
  // OpenAPI's own keywords, such as `discriminator`, are no part of JSON Schema.
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats(ajv)
  const { components, paths } = strict ? (closed(document) as OpenApiDocument) : document
  ajv.addSchema({ $id: 'https://example.com/openapi', components, paths })
  return {
    compile: (schema: object) => ajv.compile(relinked(schema) as object),
    named: (name: string) =>
      ajv.compile({ $ref: `https://example.com/openapi#/components/schemas/${name}` }),
  }
}

/** What an independent validator objects to: the document as a whole, and each of its schemas. */
export async function documentProblems(document: OpenApiDocument): Promise<unknown[]> {
  const copy = JSON.parse(JSON.stringify(document)) as OpenApiDocument & Record<string, unknown>
  const { valid, errors } = await new Validator().validate(structuredClone(copy))
  const problems: unknown[] = valid ? [] : [errors]
  const schemas = schemasOf(copy)
  for (const name of Object.keys(copy.components.schemas)) {
    try {
      schemas.named(name)
    } catch (error) {
      problems.push(`${name}: ${String(error)}`)
    }
  }
  return [...problems, ...brokenReferences(copy)]
}

function brokenReferences(document: OpenApiDocument): string[] {
  const references = JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]*)"/g)
  return [...references].map(([, path]) => path!).filter((path) => !isIn(document, path.split('/')))
}

function isIn(value: unknown, path: readonly string[]): boolean {
  const [first, ...rest] = path
  if (first === undefined) return value !== undefined
  return (
    typeof value === 'object' &&
    value !== null &&
    isIn((value as Record<string, unknown>)[first], rest)
  )
}

function relinked(schema: unknown): unknown {
  return JSON.parse(
    JSON.stringify(schema).replaceAll('"#/components', '"https://example.com/openapi#/components'),
  )
}

/** All objects that name their properties allow no others. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const entries = Object.entries(schema).map(([key, value]) => [key, closed(value)] as const)
  const names = 'properties' in schema && 'type' in schema && !('additionalProperties' in schema)
  return { ...Object.fromEntries(entries), ...(names && { additionalProperties: false }) }
}
