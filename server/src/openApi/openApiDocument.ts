import type { ReportDescription } from '@coatcheck/shared'
import type { OpenApiDocument, OpenApiResponse, PathItem } from './document.ts'
import { downloadPath } from './downloadPath.ts'
import { documentSchemas, schemaRef, type JsonSchemas } from './jsonSchema.ts'
import { operations } from './operations.ts'
import { procedurePath } from './procedurePath.ts'
import { requestSchemasFor, type NamedSchemas } from './requestSchemas.ts'
import { retryAfter } from './retryAfter.ts'
import { responseSchemas } from './responseSchemas.ts'

export interface ApiPlace {
  /** Where the tRPC API is mounted, such as `/trpc`. */
  readonly trpcPath: string
  /** Name under which Coatcheck's router is nested, such as `reports`; empty if it is merged. */
  readonly router: string
  readonly downloadPath: string
  /** Of the API, such as `https://api.example.com`; empty where the document is. */
  readonly origin: string
  readonly title: string
  readonly version: string
}

/**
 * Describes the HTTP API in OpenAPI 3.1.
 *
 * @param descriptions the reports as one viewer may see them: nothing else is in the document
 */
export function openApiDocument(
  descriptions: readonly ReportDescription[],
  place: ApiPlace,
): OpenApiDocument {
  const { title, version, origin } = place
  const requests = requestSchemasFor(descriptions)
  return {
    openapi: '3.1.1',
    info: { title, version, description: 'Reports, and their export to XLSX and CSV.' },
    servers: [{ url: origin === '' ? '/' : origin }],
    security: [{ bearer: [] }],
    paths: { ...procedurePaths(requests, place), [place.downloadPath]: downloadPath() },
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      responses: { Error: errorResponse },
      schemas: {
        ...allSchemas(requests, 'input'),
        ...allSchemas(responseSchemas, 'output'),
        ReportList: { type: 'array', items: schemaRef('ReportOutline') },
        ExportList: { type: 'array', items: schemaRef('ExportProgress') },
      },
    },
  }
}

function procedurePaths(
  requests: NamedSchemas,
  { router, trpcPath }: ApiPlace,
): Readonly<Record<string, PathItem>> {
  const prefix = router === '' ? '' : `${router}.`
  const base = trpcPath.replace(/\/+$/, '')
  const paths = operations
    .filter(({ input }) => input === undefined || requests[input])
    .map((operation): [string, PathItem] => [
      `${base}/${prefix}${operation.name}`,
      procedurePath(operation, isOptional(requests[operation.input ?? ''])),
    ])
  return Object.fromEntries(paths)
}

function isOptional(schema: NamedSchemas[string] | undefined): boolean {
  return schema?.safeParse(undefined).success ?? false
}

function allSchemas(schemas: NamedSchemas, io: 'input' | 'output'): JsonSchemas {
  const entries = Object.entries(schemas).map(([name, schema]) => documentSchemas(name, schema, io))
  return Object.assign({}, ...entries) as JsonSchemas
}

const errorResponse: OpenApiResponse = {
  description: 'The call failed; `appCode` says why.',
  headers: retryAfter,
  content: { 'application/json': { schema: schemaRef('Error') } },
}
