import { once } from 'node:events'
import { connect } from 'node:net'

/** The whole response to a request that is sent byte for byte, as no HTTP client would write it. */
export async function sendBytes(url: string, lines: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  let received = ''
  socket.setEncoding('latin1').on('data', (text: string) => (received += text))
  socket.end(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
  await once(socket, 'close')
  return received
}
