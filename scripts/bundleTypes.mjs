import { bundleTypes } from './lib/bundleTypes.mjs'

// A process of its own, because the compiler is a large guest.
bundleTypes()
