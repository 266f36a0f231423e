import {
  createTRPCClient,
  httpBatchLink,
  httpBatchStreamLink,
  httpLink,
  httpSubscriptionLink,
  splitLink,
} from '@trpc/client'
import { EventSource } from 'eventsource'
import type { OrdersRouter } from './orders.ts'

export type LinkName = 'httpLink' | 'httpBatchLink' | 'httpBatchStreamLink'

/** A client that behaves as a page in a browser does: it says where it is, and keeps cookies. */
export function browserClient(url: string, user: string, linkName: LinkName = 'httpLink') {
  const jar = new Map<string, string>()
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')

  const browserFetch = async (address: RequestInfo | URL | string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers)
    headers.set('authorization', `Bearer ${user}`)
    headers.set('sec-fetch-site', 'same-origin')
    if (jar.size > 0) headers.set('cookie', cookie())
    const response = await fetch(address, { ...init, headers })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      jar.set(name, value)
    }
    return response
  }
  const options = { url: `${url}/trpc`, fetch: browserFetch }
  const callLink = {
    httpLink: () => httpLink<OrdersRouter>(options),
    httpBatchLink: () => httpBatchLink<OrdersRouter>(options),
    httpBatchStreamLink: () => httpBatchStreamLink<OrdersRouter>(options),
  }[linkName]()
  const client = createTRPCClient<OrdersRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'subscription',
        true: httpSubscriptionLink({
          url: options.url,
          EventSource,
          eventSourceOptions: { fetch: browserFetch },
        }),
        false: callLink,
      }),
    ],
  })
  return {
    export: client.reports.export,
    /** Headers of a navigation to the download. */
    navigation: (): Record<string, string> => ({
      'sec-fetch-site': 'same-origin',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
      accept: 'text/html,*/*;q=0.8',
      ...(jar.size > 0 && { cookie: cookie() }),
    }),
    jar,
  }
}

export type BrowserClient = ReturnType<typeof browserClient>
