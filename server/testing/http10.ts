import { connect } from 'node:net'

/** Status line and headers of an HTTP/1.0 request, which Node's own client cannot make. */
export function http10(address: string): Promise<string> {
  const url = new URL(address)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(url.port), url.hostname)
    const chunks: Buffer[] = []
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', reject)
    socket.on('close', () => {
      const [head = ''] = Buffer.concat(chunks).toString('latin1').split('\r\n\r\n', 1)
      resolve(`${head}\r\n`)
    })
    socket.write(`GET ${url.pathname}${url.search} HTTP/1.0\r\nHost: ${url.host}\r\n\r\n`)
  })
}
