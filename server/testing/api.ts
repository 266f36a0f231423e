import type { ExportRequest, TicketReceipt } from '@coatcheck/shared'
import type { reports } from '@coatcheck/shared/demo'
import { createTRPCClient, httpLink } from '@trpc/client'
import type { AppRouterOf } from '../src/service/appRouter.ts'
import { httpRequest } from './httpRequest.ts'

/** The router of a service with the demo's reports. */
export type DemoRouter = AppRouterOf<typeof reports>

export type Api = ReturnType<typeof apiClient>

/** The API as another TypeScript app sees it. */
export function apiClient(url: string, token?: string) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return createTRPCClient<DemoRouter>({ links: [httpLink({ url: `${url}/trpc`, headers })] })
}

export interface Session {
  readonly api: Api
  readonly token: string
}

export async function signIn(
  url: string,
  username: string,
  password = 'coatcheck',
): Promise<Session> {
  const { token } = await apiClient(url).session.signIn.mutate({ username, password })
  return { api: apiClient(url, token), token }
}

/** A request for a report of the demo. */
export type DemoRequest = ExportRequest<typeof reports>

/** All flights of the data, as XLSX. */
export const allFlights: DemoRequest = {
  report: 'flights',
  filters: { from: '2001-01-01', until: '2001-07-02' },
  format: 'xlsx',
}

/** About 16,000 rows: enough for a real file, done in a moment. */
export const oneDay: DemoRequest = {
  report: 'flights',
  filters: { from: '2001-03-05', until: '2001-03-06' },
  format: 'xlsx',
}

export interface BrowserTicket {
  readonly receipt: TicketReceipt
  /** `name=value`, as the browser sends it back. */
  readonly cookie: string
}

/** What a browser sends with a call of its page. */
export const pageHeaders = {
  'content-type': 'application/json',
  'sec-fetch-site': 'same-origin',
  'sec-fetch-mode': 'cors',
  'sec-fetch-dest': 'empty',
}

/** A ticket as a page in a browser gets it: bound to a cookie. */
export async function createBrowserTicket(
  url: string,
  token: string,
  request: DemoRequest,
): Promise<BrowserTicket> {
  const answer = await httpRequest(`${url}/trpc/export.createTicket`, {
    method: 'POST',
    headers: { ...pageHeaders, authorization: `Bearer ${token}` },
    body: JSON.stringify(request),
  })
  const { result } = JSON.parse(answer.body.toString()) as { result: { data: TicketReceipt } }
  const cookie = answer.headers['set-cookie']?.[0]?.split(';', 1)[0]
  if (cookie === undefined) throw new Error('The answer has no cookie.')
  return { receipt: result.data, cookie }
}

/** What a browser sends with a click on a link of the same site. */
export const navigation = {
  'sec-fetch-site': 'same-origin',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
}
