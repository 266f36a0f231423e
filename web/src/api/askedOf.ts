/**
 * A request for a report that the page got to know from the server: its type cannot tell which
 * reports there are. The page has checked it by the report's outline, and the server checks it
 * again.
 */
export function askedOf<Request extends { report: string }>(request: {
  [Part in keyof Request]: unknown
}): Request {
  return request as Request
}
