import type { BodySource, CallInfo, IncomingCall } from '../../http/incomingCall.ts'
import { fromFetch, type ClientIp } from './fetchRequest.ts'
import { fromNode, type NodeRequest } from './nodeRequest.ts'

/** What tRPC's adapters for Express, Fastify and Node's own server give to `createContext`. */
export interface NodeCall {
  readonly req: NodeRequest
  /** The response of the host: a header is added to it. */
  readonly res: object
  readonly info?: CallInfo | undefined
}

/** What tRPC's adapter for fetch-style servers gives to `createContext`. */
export interface FetchCall {
  readonly req: Request
  readonly resHeaders: Headers
  readonly info?: CallInfo | undefined
}

export type CallOptions = NodeCall | FetchCall

/** @param clientIp finds the address of a client on a fetch-style server */
export function readCall(call: CallOptions, clientIp?: ClientIp): IncomingCall {
  const { info } = call
  if ('resHeaders' in call) {
    const { req, resHeaders } = call
    const setCookie = (cookie: string) => resHeaders.append('Set-Cookie', cookie)
    return { request: fromFetch(req, clientIp), body: null, info, setCookie }
  }
  const { req, res } = call
  const body = req.raw ?? req
  return {
    request: fromNode(req),
    body: isBodySource(body) ? body : null,
    info,
    setCookie: (cookie) => addCookie(res, cookie),
  }
}

function isBodySource(body: object): body is BodySource {
  return 'listenerCount' in body
}

interface NodeHeaders {
  appendHeader(name: string, value: string): unknown
}

/** Those of Fastify's reply, in which `header` keeps the cookies that were set before. */
interface FastifyHeaders {
  header(name: string, value: string): unknown
}

/** @throws Error where there is no response: the ticket would be bound to a cookie that no one has */
function addCookie(response: object, cookie: string): void {
  if ('appendHeader' in response) (response as NodeHeaders).appendHeader('Set-Cookie', cookie)
  else if ('header' in response) (response as FastifyHeaders).header('set-cookie', cookie)
  else {
    throw new Error(
      'Tickets are bound to a cookie, which this connection cannot set: send export.createTicket and ' +
        'export.pickUp through httpLink or a batch link, and not through wsLink.',
    )
  }
}
