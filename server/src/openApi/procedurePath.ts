import type {
  OpenApiOperation,
  OpenApiResponse,
  Parameter,
  PathItem,
  Reference,
} from './document.ts'
import { schemaRef, type JsonSchema } from './jsonSchema.ts'
import type { Operation } from './operations.ts'

/** How a procedure is called: tRPC's HTTP protocol (https://trpc.io/docs/rpc). */
export function procedurePath(operation: Operation, isInputOptional: boolean): PathItem {
  const { kind, name, summary } = operation
  const [tag = ''] = name.split('.')
  const common = { operationId: name, summary, tags: [tag] }
  if (kind === 'mutation') {
    return { post: { ...common, ...bodyOf(operation), responses: responsesOf(operation) } }
  }
  const parameters = [...inputParameters(operation, isInputOptional)]
  const get: OpenApiOperation = { ...common, parameters, responses: responsesOf(operation) }
  return { get: kind === 'subscription' ? asStream(get) : get }
}

function bodyOf({ input }: Operation): Pick<OpenApiOperation, 'requestBody'> {
  if (input === undefined) return {}
  const content = { 'application/json': { schema: schemaRef(input) } }
  return { requestBody: { required: true, content } }
}

function inputParameters({ input }: Operation, isOptional: boolean): Parameter[] {
  if (input === undefined) return []
  return [
    {
      name: 'input',
      in: 'query',
      required: !isOptional,
      description: 'The input, as JSON in one parameter.',
      content: { 'application/json': { schema: schemaRef(input) } },
    },
  ]
}

/** Every error has the same form; only its status and its codes differ. */
const failures: Readonly<Record<string, Reference>> = {
  '4XX': { $ref: '#/components/responses/Error' },
  '5XX': { $ref: '#/components/responses/Error' },
}

function responsesOf(operation: Operation): OpenApiOperation['responses'] {
  return { '200': successOf(operation), ...failures }
}

function successOf({ kind, output }: Operation): OpenApiResponse {
  if (kind === 'subscription') {
    const schema = { type: 'string', description: `The data of each event: ${output}, as JSON.` }
    return {
      description: 'Events until the client leaves.',
      content: { 'text/event-stream': { schema } },
    }
  }
  return {
    description: output === undefined ? 'Done.' : 'The result.',
    content: { 'application/json': { schema: envelopeOf(output) } },
  }
}

function envelopeOf(output: string | undefined): JsonSchema {
  const data =
    output === undefined ? {} : { properties: { data: schemaRef(output) }, required: ['data'] }
  return {
    type: 'object',
    required: ['result'],
    properties: { result: { type: 'object', ...data } },
  }
}

function asStream(get: OpenApiOperation): OpenApiOperation {
  return {
    ...get,
    description:
      'Begins with the latest progress of each export of the viewer, then sends each change. Every ' +
      'event has an `id` and is a whole snapshot. The events `connected`, `ping`, `return` and ' +
      '`serialized-error` are of tRPC. After a break, connect again.',
    parameters: [
      ...(get.parameters ?? []),
      { name: 'Last-Event-ID', in: 'header', schema: { type: 'string', maxLength: 100 } },
    ],
  }
}
