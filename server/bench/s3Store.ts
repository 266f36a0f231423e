import { startS3 } from '../testing/s3Server.ts'

// A store in a process of its own, so that its memory and its work are not those of the product.
const store = await startS3()
process.once('SIGTERM', () => {
  // Its folder goes with it.
  void store[Symbol.asyncDispose]().then(() => process.exit(0))
})
console.log(JSON.stringify(store.env))
