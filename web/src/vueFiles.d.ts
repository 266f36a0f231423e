// For tools that read only TypeScript; vue-tsc knows each component by itself.
declare module '*.vue' {
  import type { DefineComponent } from 'vue'

  const component: DefineComponent
  export { component as default }
}
