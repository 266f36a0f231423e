/** Channels between the tabs of one test, which deliver at once. */
export function channelsOfOneTest() {
  const open = new Map<EventTarget, string>()
  return class extends EventTarget {
    readonly name: string
    constructor(name: string) {
      super()
      this.name = name
      open.set(this, name)
    }
    postMessage(data: unknown) {
      for (const [other, name] of open) {
        if (other !== this && name === this.name) {
          other.dispatchEvent(new MessageEvent('message', { data: structuredClone(data) }))
        }
      }
    }
    close() {
      open.delete(this)
    }
  }
}
