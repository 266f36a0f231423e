import type { JsonSchema, JsonSchemas } from './jsonSchema.ts'

// The parts of OpenAPI 3.1.1 that are used here (https://spec.openapis.org/oas/v3.1.1).

export interface MediaType {
  readonly schema?: JsonSchema
}

export type Content = Readonly<Record<string, MediaType>>

export interface Parameter {
  readonly name: string
  readonly in: 'query' | 'header' | 'cookie'
  readonly required?: boolean
  readonly description?: string
  readonly schema?: JsonSchema
  readonly content?: Content
}

export interface Header {
  readonly description?: string
  readonly schema: JsonSchema
}

export interface Reference {
  readonly $ref: string
}

export interface OpenApiResponse {
  readonly description: string
  readonly headers?: Readonly<Record<string, Header>>
  readonly content?: Content
}

export interface OpenApiOperation {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly tags: readonly string[]
  /** Empty for a call that needs no token; left out for one that does. */
  readonly security?: readonly []
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly required: boolean; readonly content: Content }
  readonly responses: Readonly<Record<string, OpenApiResponse | Reference>>
}

export interface PathItem {
  readonly get?: OpenApiOperation
  readonly post?: OpenApiOperation
}

/** A description of the HTTP API in OpenAPI 3.1, to serve as JSON. */
export interface OpenApiDocument {
  readonly openapi: '3.1.1'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly servers: readonly { readonly url: string }[]
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
  readonly paths: Readonly<Record<string, PathItem>>
  readonly components: {
    readonly securitySchemes: Readonly<Record<string, JsonSchema>>
    readonly responses: Readonly<Record<string, OpenApiResponse>>
    readonly schemas: JsonSchemas
  }
}
