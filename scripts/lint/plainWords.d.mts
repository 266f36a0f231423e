export function plainWordMessages(root: string): string[]

export function messagesFor(path: string, text: string): string[]
