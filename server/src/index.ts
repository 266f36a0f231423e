/// <reference types="node" />
export type { AppRouter, AppRouterOf } from './trpc/appRouter.ts'
