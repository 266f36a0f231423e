import { app } from './app.ts'

// Another port: npx tsx orders/main.ts 4000
const [, , port = '3000'] = process.argv
app.listen(Number(port), 'localhost', () => {
  process.stdout.write(`Orders are at http://localhost:${port}/trpc, for the token token-of-ada.\n`)
})
