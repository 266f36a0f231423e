import { clientKeySchema, formats, ticketSchema } from '@coatcheck/shared'
import { encoderFor } from '../formats/encoders.ts'
import type { Content, Header, OpenApiOperation, OpenApiResponse, PathItem } from './document.ts'
import { plainSchema, schemaRef } from './jsonSchema.ts'
import { retryAfter } from './retryAfter.ts'

/** What goes wrong, by status; `appError.ts` has the codes of each. */
const failures: Readonly<Record<string, string>> = {
  '400': 'The ticket is missing, repeated or malformed.',
  '403': 'A browser did not send this as a navigation from an allowed page.',
  '404': 'The ticket is unknown, expired or used, or belongs to another client.',
  '405': 'The method is neither GET nor POST.',
  '429': 'The viewer has too many exports or downloads in progress.',
  '500': 'The export failed.',
  '503': 'The server is busy, full or restarting, or this was a prefetch.',
  '504': 'The export took too long.',
  '505': 'A client of HTTP/1.0 waited too long for a file whose length is not known yet.',
}

/** The route that takes a ticket and sends the file. It needs no token. */
export function downloadPath(): PathItem {
  const get: OpenApiOperation = {
    operationId: 'download',
    summary: 'Takes a ticket and sends the file.',
    description:
      'The `url` of a TicketReceipt leads here. A finished file has a length and an `ETag`, and can ' +
      'be resumed with `Range` and `If-Range`. An export that is still written is sent as it grows, ' +
      'without a length; if it fails, the connection is cut.',
    tags: ['download'],
    security: [],
    parameters: [
      { name: 'ticket', in: 'query', required: true, schema: plainSchema(ticketSchema) },
      ...resumeParameters,
    ],
    responses: responses(),
  }
  const form = {
    type: 'object',
    required: ['ticket'],
    properties: { ticket: plainSchema(ticketSchema) },
  }
  const post: OpenApiOperation = {
    ...get,
    operationId: 'downloadByForm',
    summary: 'The same with a form, so that the ticket is in no address.',
    parameters: resumeParameters,
    requestBody: {
      required: true,
      content: { 'application/x-www-form-urlencoded': { schema: form } },
    },
  }
  return { get, post }
}

const resumeParameters: NonNullable<OpenApiOperation['parameters']> = [
  {
    name: 'coatcheck',
    in: 'cookie',
    description: 'The `clientKey` that the ticket was asked for with, to fetch the file again.',
    schema: plainSchema(clientKeySchema),
  },
  {
    name: 'Range',
    in: 'header',
    description: 'One range of bytes. The whole file is sent if it cannot be used.',
    schema: { type: 'string', examples: ['bytes=1000-'] },
  },
  {
    name: 'If-Range',
    in: 'header',
    description: 'The `ETag` of the first part.',
    schema: { type: 'string' },
  },
]

function responses(): OpenApiOperation['responses'] {
  const failed = Object.entries(failures).map(([status, description]) => [
    status,
    { description, headers: retryAfter, content: errorContent },
  ])
  return {
    '200': { description: 'The file.', headers: fileHeaders, content: fileContent },
    '206': {
      description: 'The part of the file that was asked for.',
      headers: { ...fileHeaders, 'Content-Range': { schema: { type: 'string' } } },
      content: fileContent,
    },
    ...(Object.fromEntries(failed) as Record<string, OpenApiResponse>),
  }
}

// Without a schema: the bytes of a file are no JSON (OpenAPI 3.1.1, section 4.8.14.4).
const fileContent: Content = Object.fromEntries(
  formats.map((format) => [encoderFor(format).contentType, {}]),
)

const fileHeaders: Readonly<Record<string, Header>> = {
  'Content-Disposition': { description: 'The name of the file.', schema: { type: 'string' } },
  'Content-Length': { description: 'Of a finished file.', schema: { type: 'integer' } },
  ETag: { description: 'Of a finished file.', schema: { type: 'string' } },
  'Accept-Ranges': { description: 'Of a finished file.', schema: { type: 'string' } },
}

const errorContent: Content = {
  'application/json': { schema: schemaRef('DownloadError') },
  'text/html': { schema: { type: 'string' } },
  'text/plain': { schema: { type: 'string' } },
}
