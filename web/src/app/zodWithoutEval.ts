import { config } from 'zod'

// zod compiles schemas with `new Function`, which the content security policy forbids. Import this
// before any schema is created.
config({ jitless: true })
