/// <reference types="node" />
export type { AppRouter } from './trpc/appRouter.ts'
