import { config } from 'zod'

// zod compiles schemas with `new Function`, which the content security policy forbids. This must
// be imported before any schema is made.
config({ jitless: true })
