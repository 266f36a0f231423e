import { makeDemoDatabase } from '../demo/makeDemoDatabase.ts'

// The build runs this: `node makeDemo.js FILE`.
await makeDemoDatabase(process.argv[2]!)
