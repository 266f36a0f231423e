import type { ReportDescription } from '@coatcheck/shared'
import { AppError } from '../appError.ts'
import type { OpenApiDocument } from '../openApi/document.ts'
import { openApiDocument } from '../openApi/openApiDocument.ts'
import type { Catalogue } from '../reports/catalogue.ts'
import { withVisibleFilters } from '../reports/visibleReport.ts'
import type { ReadSession } from '../trpc/context.ts'
import { Latest } from './latest.ts'
import { fromFetch, type ClientIp } from './hosts/fetchRequest.ts'
import { fromNode, type NodeRequest } from './hosts/nodeRequest.ts'

export interface OpenApiOptions {
  /** Where the tRPC API is mounted; `/trpc` by default. */
  readonly trpcPath?: string
  /** Name under which `coatcheck.router` is nested, such as `reports`; none by default. */
  readonly router?: string
  /** Name of the API; `Reports` by default. */
  readonly title?: string
  /** Version of the API; `1` by default. */
  readonly version?: string
  /** The app's own context, if its `viewer` reads it. */
  readonly context?: object
}

/**
 * Describes the HTTP API to the sender of a request: the procedures of the router with the reports
 * that they may see, and the download. Returns null if they are not signed in.
 *
 * @param request of Node's own server, Express or Fastify, or of a fetch-style server
 * @throws what the app's `viewer` throws
 */
export type DescribeApi = (
  request: NodeRequest | Request,
  options?: OpenApiOptions,
) => Promise<OpenApiDocument | null>

export interface DescribeApiDependencies {
  readonly catalogue: Catalogue
  readonly readSession: ReadSession
  readonly clientIp: ClientIp | undefined
  readonly downloadPath: string
  readonly origin: string
}

/**
 * Kept because one of two reports takes 22 ms to make, in which nothing else runs; it has 50 KB as
 * JSON. Viewers who see the same reports share one.
 */
const documentsMax = 20

export function apiDescriber(dependencies: DescribeApiDependencies): DescribeApi {
  const { catalogue, clientIp, readSession } = dependencies
  const documents = new Latest<OpenApiDocument>(documentsMax)
  return async (source, { context = {}, ...options } = {}) => {
    const request = isFetch(source) ? fromFetch(source, clientIp) : fromNode(source)
    const session = await readSession(request, context).catch(nullIfUnauthenticated)
    if (!session) return null
    const descriptions = (await catalogue.descriptionsFor(session.viewer)).map((description) =>
      catalogue.report(description.id).columnsOf ? withVisibleFilters(description) : description,
    )
    const defaults = { trpcPath: '/trpc', router: '', title: 'Reports', version: '1' }
    const { downloadPath, origin } = dependencies
    const place = { ...defaults, downloadPath, origin, ...options }
    const key = JSON.stringify([place, descriptions.map(visibleIds)])
    return documents.get(key, () => openApiDocument(descriptions, place))
  }
}

/** Viewers see a report differently only by these. */
function visibleIds({ id, columns, fields }: ReportDescription): unknown {
  return [id, columns.map((column) => column.id), fields.map((field) => field.id)]
}

function isFetch(request: NodeRequest | Request): request is Request {
  return request.headers instanceof Headers
}

function nullIfUnauthenticated(error: unknown): null {
  if (error instanceof AppError && error.code === 'unauthenticated') return null
  throw error
}
